//! The models: what threads do to each other, under every interleaving there is.

use crate::Outcome;
use crate::process::Process;
use crate::workspace::{Package, Workspace};

/// Runs the test `loom` of every crate that has one. Built apart, since everything is another thing
/// under that cfg, and with optimization, since a model tries a great many ways.
pub(super) fn run(workspace: &Workspace) -> Outcome {
    let modelled = workspace.members.iter().filter(|package| has_models(package));
    let packages = modelled.flat_map(|package| ["-p", &package.name]);
    Process::cargo("test --release --test loom")
        .args(packages)
        .env("CARGO_TARGET_DIR", &workspace.target.join("loom").to_string_lossy())
        .env("RUSTFLAGS", "--cfg loom")
        .run()
}

fn has_models(package: &Package) -> bool {
    package.targets_of("test").any(|test| test.name == "loom")
}
