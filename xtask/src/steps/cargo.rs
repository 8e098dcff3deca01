//! The checks that are one cargo command each.

use crate::Outcome;
use crate::process::Process;
use crate::workspace::Workspace;

pub(super) fn fmt(_: &Workspace) -> Outcome {
    Process::cargo("fmt --all --check").run()
}

pub(super) fn clippy(_: &Workspace) -> Outcome {
    Process::cargo("clippy --workspace --all-targets --all-features -- -D warnings").run()
}

pub(super) fn docs(_: &Workspace) -> Outcome {
    Process::cargo("doc --workspace --no-deps --all-features --document-private-items")
        .env("RUSTDOCFLAGS", "-D warnings")
        .run()
}
