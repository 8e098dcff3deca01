//! Limits in virtual time: every scenario says when the caller hears what.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod cancelled;
mod ends;
mod limits;
mod one_timer;
mod scene;
