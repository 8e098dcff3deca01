//! Rules for `Cargo.toml`.

use std::fs;

use toml::{Table, Value};

use crate::Outcome;
use crate::workspace::{Package, Workspace};

pub(super) fn check(workspace: &Workspace) -> Outcome<Vec<String>> {
    let mut complaints = Vec::new();
    for package in &workspace.members {
        let manifest: Table = fs::read_to_string(&package.manifest)?.parse()?;
        if !inherits_lints(&manifest) {
            complaints.push(format!(
                "{}: has no `[lints] workspace = true`",
                package.name
            ));
        }
        complaints.extend(versioned_neighbours(package));
    }
    Ok(complaints)
}

fn inherits_lints(manifest: &Table) -> bool {
    let lints = manifest
        .get("lints")
        .and_then(|lints| lints.get("workspace"));
    lints.and_then(Value::as_bool) == Some(true)
}

/// Test dependencies on neighbours go in circles, which packaging survives only if they have a path
/// and no version: then they are left out of the package.
fn versioned_neighbours(package: &Package) -> impl Iterator<Item = String> {
    package
        .dependencies
        .iter()
        .filter(|d| d.is_dev && d.is_local && d.requirement != "*")
        .map(|d| {
            let (package, neighbour) = (&package.name, &d.name);
            format!("{package}: give the dev-dependency {neighbour} a path and no version")
        })
}
