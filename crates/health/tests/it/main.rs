//! Health around scripted targets, in virtual time.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod benched;
mod chain;
mod cooling;
mod levels;
mod probes;
mod scene;
mod vitals;
mod watch;
mod watched;
#[cfg(feature = "webhook")]
mod webhook;
