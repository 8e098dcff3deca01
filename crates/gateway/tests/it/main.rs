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
mod cli;
mod contract;
mod disconnect;
mod failing_after;
mod failing_before;
mod health;
mod layers;
mod lifecycle;
mod reply;
mod routes;
mod stage;
mod told;
mod under_load;
