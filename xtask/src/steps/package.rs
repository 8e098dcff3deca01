//! Packing for the registry.

use super::settle;
use crate::Outcome;
use crate::process::Process;
use crate::workspace::{Package, Workspace};

/// What every package carries.
const PAPERS: [&str; 3] = ["LICENSE-APACHE", "LICENSE-MIT", "README.md"];

pub(super) fn run(workspace: &Workspace) -> Outcome {
    let mut complaints = Vec::new();
    for package in workspace.published() {
        complaints.extend(missing_papers(package)?);
    }
    settle(&complaints)?;
    // Not built again from the package: the step `features` builds each crate alone.
    let unpublished = workspace.members.iter().filter(|p| !p.published);
    Process::cargo("package --workspace --allow-dirty --no-verify --quiet")
        .args(unpublished.flat_map(|package| ["--exclude", &package.name]))
        .run()
}

fn missing_papers(package: &Package) -> Outcome<Vec<String>> {
    let files = Process::cargo("package --list --allow-dirty -p").args([&package.name]).output()?;
    Ok(PAPERS
        .iter()
        .filter(|paper| files.lines().all(|file| file != **paper))
        .map(|paper| format!("{}: {paper} is not in the package", package.name))
        .collect())
}
