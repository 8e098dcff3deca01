//! All layers together, in virtual time.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod aging;
mod attempts;
mod benched;
mod cached;
mod cancelled;
mod coalesced;
mod degraded;
mod gates;
mod health;
mod outer;
mod recalled;
mod scene;
mod strained;
mod throttled;
mod trail;
