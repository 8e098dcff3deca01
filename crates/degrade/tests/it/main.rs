//! A ladder, seen from outside.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod blamed;
mod edits;
mod fair;
mod held;
mod not_ready;
mod scene;
mod standing;
mod stepping;
mod stored;
mod trail;
mod unanswerable;
mod wire;

/// A golden text whose lines are broken for those who read it: one line of JSON. Indentation is taken away,
/// so no line may be broken beside a space that counts.
fn line(text: &str) -> String {
    text.lines().map(str::trim).collect()
}
