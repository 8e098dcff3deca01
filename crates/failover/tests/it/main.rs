//! Routes under failing targets, whole and streamed alike, in virtual time.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod all_failed;
mod balancing;
mod commit_point;
mod hedging;
mod nested;
mod properties;
mod provider;
mod repairing;
mod resuming;
mod scene;
mod switching;
mod trail;
mod waiting;
mod whole;
