//! Tests, and the examples inside the documentation.

use super::redis;
use crate::Outcome;
use crate::process::Process;
use crate::workspace::Workspace;

/// Whether `cargo nextest` is installed.
pub(crate) fn has_nextest() -> bool {
    Process::cargo("nextest --version").succeeds()
}

pub(super) fn tests(_: &Workspace) -> Outcome {
    let redis = redis::server()?;
    println!("with {}", redis.display());
    let runner = if has_nextest() {
        println!("with cargo-nextest");
        "nextest run"
    } else {
        println!("with cargo test (cargo-nextest is not installed)");
        "test"
    };
    Process::cargo(runner)
        .env(redis::VARIABLE, &redis.to_string_lossy())
        .args("--workspace --all-features --lib --bins --tests --no-fail-fast".split(' '))
        .run()
}

pub(super) fn doctests(_: &Workspace) -> Outcome {
    Process::cargo("test --doc --workspace --all-features --no-fail-fast").run()
}
