//! The store, against real servers and false ones.
//!
//! Time is real here: a server in another process knows no other. Every wait has a bound, and none is
//! longer than it must be.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod cluster;
mod conformance;
mod erasing;
mod failover;
mod fake;
mod faults;
mod proxy;
mod rights;
mod scene;
mod silence;
mod tls;
