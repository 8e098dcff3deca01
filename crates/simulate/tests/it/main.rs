//! The simulator as a client sees it: a raw socket, and every byte.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod agreement;
mod bytes_of_streams;
mod client;
mod faults;
mod objections;
mod requests;
mod server;
