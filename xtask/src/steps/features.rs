//! Each published crate alone: what builds only beside its neighbours does not build for users.

use crate::Outcome;
use crate::process::Process;
use crate::workspace::{Package, Workspace};

pub(super) fn run(workspace: &Workspace) -> Outcome {
    for package in workspace.published() {
        for features in sets(package) {
            check(package, &features)?;
        }
    }
    Ok(())
}

/// No feature; then, if there are any: each alone, and all.
fn sets(package: &Package) -> Vec<String> {
    let none = "--no-default-features";
    let each = package
        .features
        .iter()
        .filter(|feature| *feature != "default")
        .map(|feature| format!("{none} --features {feature}"));
    let mut sets = vec![none.to_owned()];
    sets.extend(each);
    if !package.features.is_empty() {
        sets.push("--all-features".to_owned());
    }
    sets
}

fn check(package: &Package, features: &str) -> Outcome {
    let target = if package.has_library() { "--lib" } else { "--bins" };
    Process::cargo("check --quiet -p").args([&package.name, target]).args(features.split(' ')).run()
}
