//! Every interleaving of a few threads. Run with `RUSTFLAGS="--cfg loom" cargo test --test loom`.
#![cfg(loom)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "tests fail by panicking; of moments only their distance matters"
)]

mod adaptive;
mod admission;
