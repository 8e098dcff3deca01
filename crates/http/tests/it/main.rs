//! A provider against far ends that behave and misbehave, over real sockets.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod connections;
mod deliver;
mod dialect;
mod far_end;
mod framings;
mod limits;
mod mislabelled;
mod refusals;
mod secrets;
mod setting;
mod stream_ends;
mod streamed;
mod whole;
