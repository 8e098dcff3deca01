//! What the adapter does with requests, answers, streams and failures.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod anything;
mod errors;
mod golden;
mod requests;
mod secrets;
mod streams;
mod whole;
