//! Retries in virtual time: what the caller sees, what the provider sees, what is left in the budget.
#![cfg(not(loom))] // a runtime does not build for the model checker
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod call;
mod cancel;
mod gates;
mod provider;
mod scene;
mod streamed;
mod trail;
mod waits;
