//! What Azure's adapter does with requests, streams and failures.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod errors;
mod golden;
mod requests;
mod streams;
