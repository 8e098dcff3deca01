//! The cache of a route, seen from outside.
#![cfg(not(loom))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod answered;
mod behind;
mod erased;
mod gated;
mod isolated;
mod means;
mod outer;
mod refreshed;
mod replayed;
mod resurrected;
mod runtimes;
mod scene;
mod shelf;
mod stands_in;
mod together;
mod told;
mod unstored;
