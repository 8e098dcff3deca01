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
            complaints.push(format!("{}: has no `[lints] workspace = true`", package.name));
        }
        if package.published && !documents_all_features(&manifest) {
            let name = &package.name;
            complaints.push(format!("{name}: has no `[package.metadata.docs.rs] all-features`"));
        }
        complaints.extend(versioned_neighbours(package));
    }
    Ok(complaints)
}

fn inherits_lints(manifest: &Table) -> bool {
    is_set(manifest, &["lints", "workspace"])
}

/// Otherwise the published documentation lacks everything behind a feature.
fn documents_all_features(manifest: &Table) -> bool {
    is_set(manifest, &["package", "metadata", "docs", "rs", "all-features"])
}

fn is_set(manifest: &Table, path: &[&str]) -> bool {
    let Some((first, rest)) = path.split_first() else {
        return false;
    };
    let start = manifest.get(*first);
    let end = rest.iter().fold(start, |value, key| value?.get(*key));
    end.and_then(Value::as_bool) == Some(true)
}

/// Test dependencies on neighbours go in circles, which packaging survives only if they have a path
/// and no version: then they are left out of the package.
fn versioned_neighbours(package: &Package) -> impl Iterator<Item = String> {
    let neighbours = package.dependencies.iter().filter(|d| d.is_dev && d.is_local);
    neighbours.filter(|d| package.published && d.requirement != "*").map(|d| {
        let (package, neighbour) = (&package.name, &d.name);
        format!("{package}: give the dev-dependency {neighbour} a path and no version")
    })
}
