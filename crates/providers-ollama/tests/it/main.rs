//! Golden files, tables and fuzzing for the Ollama adapter.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod answers;
mod cases;
mod errors;
mod fields;
mod fuzz;
mod requests;
mod secrets;
mod streams;
