//! The workspace in `benches/peers`: it times the same work of each party and counts allocations.

use std::fs;
use std::path::{Path, PathBuf};

use super::results::Results;
use super::table;
use crate::Outcome;
use crate::process::Process;
use crate::steps::settle;
use crate::workspace::Workspace;

const MANIFEST: &str = "benches/peers/Cargo.toml";

/// Everything is measured so often, with everything else in between: a machine that is slow for half a
/// minute spoils one round, and not one party.
const ROUNDS: usize = 3;

/// Enough to see that every row runs; the figures say little.
const SMOKE: &str = "--sample-size 10 --warm-up-time 0.01 --measurement-time 0.05 --nresamples 500";

/// Measures everything and prints it. What misses its target is an error only if `judge` asks.
pub(super) fn compare(smoke: bool, judge: bool) -> Outcome {
    let workspace = Workspace::load()?;
    let results = measure(&workspace, smoke)?;
    let missed = table::print(&results);
    if judge && missed > 0 {
        return Err(format!("targets missed: {missed}").into());
    }
    Ok(())
}

/// What of the comparison can be held to on any machine: that it builds, and what our side asks of the
/// allocator.
pub(crate) fn verify(workspace: &Workspace) -> Outcome {
    Process::cargo("fmt --check --manifest-path").args([workspace.root.join(MANIFEST)]).run()?;
    cargo(workspace, "clippy", "--all-targets -- -D warnings").run()?;
    let counts = cargo(workspace, "run", "--quiet --bin allocations").output()?;
    settle(&table::greedy(&Results::of_counts(&counts)))
}

fn measure(workspace: &Workspace, smoke: bool) -> Outcome<Results> {
    let counts = cargo(workspace, "run", "--quiet --release --bin allocations").output()?;
    let mut results = Results::of_counts(&counts);
    let rounds = if smoke { 1 } else { ROUNDS };
    for round in 1..=rounds {
        println!("round {round} of {rounds}");
        results.read_times(&time(workspace, smoke)?)?;
    }
    Ok(results)
}

/// Measures one round and gives criterion's folder. Its page about every figure is left unread.
fn time(workspace: &Workspace, smoke: bool) -> Outcome<PathBuf> {
    let folder = workspace.target.join("criterion-peers");
    if folder.exists() {
        fs::remove_dir_all(&folder)?; // a row that is gone would be read again
    }
    cargo(workspace, "bench", "--quiet --bench versus -- --quiet --noplot")
        .args(if smoke { SMOKE } else { "" }.split_whitespace())
        .env("CRITERION_HOME", &folder.to_string_lossy())
        .output()?;
    Ok(folder)
}

/// Cargo in that workspace, sharing what is already built of the foreign crates.
fn cargo(workspace: &Workspace, task: &str, arguments: &str) -> Process {
    Process::cargo(task)
        .args([Path::new("--manifest-path"), &workspace.root.join(MANIFEST)])
        .args([Path::new("--target-dir"), &workspace.target])
        .args(arguments.split(' '))
}
