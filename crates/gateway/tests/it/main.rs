//! A whole gateway over real sockets: real simulated providers behind it, a plain HTTP client before it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod admission;
mod bad_input;
mod binary;
mod cached;
mod cli;
mod contract;
mod degradation;
mod health;
mod inbox;
mod lifecycle;
mod not_reading;
mod reply;
mod routes;
mod stage;
mod streaming;
mod told;
mod under_load;
mod what_callers_see;
