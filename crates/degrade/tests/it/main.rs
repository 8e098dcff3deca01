//! A ladder, seen from outside.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod held;
mod not_ready;
mod scene;
mod stepping;
mod stored;
mod trail;
mod unanswerable;
