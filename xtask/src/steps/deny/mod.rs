//! What may come in from outside: `deny.toml`, read by cargo-deny where it is installed, and by the
//! few lines here where it is not. One file is the truth for both.

mod expression;
mod policy;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use super::settle;
use crate::Outcome;
use crate::process::Process;
use crate::workspace::{Dependency, Package, Workspace, metadata, packages};
use policy::Policy;

pub(super) fn run(workspace: &Workspace) -> Outcome {
    if Process::cargo("deny --version").succeeds() {
        return Process::cargo("deny --all-features check bans licenses sources").run();
    }
    println!("by the built-in reading of deny.toml (cargo-deny is not installed)");
    let policy = Policy::parse(&fs::read_to_string(workspace.root.join("deny.toml"))?)?;
    let packages = packages(&metadata("")?);
    let everything = built(&policy, "normal,build,dev")?;
    let shipped = built(&policy, "normal,build")?;
    println!("{} packages, {} of them beyond tests", everything.len(), shipped.len());
    let mut complaints =
        complaints(&policy, packages.iter().filter(|p| everything.contains(&key(p))));
    complaints.extend(duplicates(&policy, packages.iter().filter(|p| shipped.contains(&key(p)))));
    settle(&complaints)
}

/// Name and version.
type Key = (String, String);

fn key(package: &Package) -> Key {
    (package.name.clone(), package.version.clone())
}

/// Everything that is built on the platforms of the policy along these kinds of edges. The lock file
/// lists more: crates behind features that nobody turns on.
fn built(policy: &Policy, edges: &str) -> Outcome<BTreeSet<Key>> {
    let mut built = BTreeSet::new();
    for platform in &policy.targets {
        let tree = Process::cargo("tree --workspace --all-features --prefix none --format {p}")
            .args(["--edges", edges, "--target", platform])
            .output()?;
        built.extend(tree.lines().filter_map(named));
    }
    Ok(built)
}

/// Reads `name v1.2.3 (…)`.
fn named(line: &str) -> Option<Key> {
    let mut words = line.split(' ');
    let name = words.next()?;
    let version = words.next()?.strip_prefix('v')?;
    Some((name.to_owned(), version.to_owned()))
}

/// What is wrong with each package by itself.
fn complaints<'a>(policy: &Policy, packages: impl Iterator<Item = &'a Package>) -> Vec<String> {
    let mut complaints = Vec::new();
    for package in packages {
        complaints.extend(unlicensed(policy, package));
        complaints.extend(banned(policy, package));
        complaints.extend(foreign_source(policy, package));
        complaints.extend(wildcards(policy, package));
    }
    complaints
}

fn unlicensed(policy: &Policy, package: &Package) -> Option<String> {
    let name = &package.name;
    let Some(license) = &package.license else {
        return Some(format!("{name}: names no licence"));
    };
    match expression::permits(license, &policy.licenses) {
        Ok(true) => None,
        Ok(false) => Some(format!("{name}: `{license}` is not among the licences allowed")),
        Err(reason) => Some(format!("{name}: `{license}` is not understood: {reason}")),
    }
}

fn banned(policy: &Policy, package: &Package) -> Option<String> {
    let ban = policy.banned.iter().find(|ban| ban.name == package.name)?;
    Some(format!("{}: banned: {}", package.name, ban.reason))
}

fn foreign_source(policy: &Policy, package: &Package) -> Option<String> {
    let source = package.source.as_ref()?;
    let known = policy.registries.iter().any(|registry| source.ends_with(registry));
    let registry = source.starts_with("registry+") || source.starts_with("sparse+");
    (!registry || !known).then(|| format!("{}: comes from {source}", package.name))
}

/// What we publish must say which versions it needs; tests, and what stays here, may point at a
/// neighbour's folder.
fn wildcards(policy: &Policy, package: &Package) -> Vec<String> {
    if !policy.deny_wildcards || package.source.is_some() {
        return Vec::new();
    }
    let may_point = |d: &Dependency| d.is_local && (d.is_dev || !package.published);
    package
        .dependencies
        .iter()
        .filter(|dependency| dependency.requirement == "*" && !may_point(dependency))
        .map(|dependency| format!("{}: {} has no version", package.name, dependency.name))
        .collect()
}

/// Crates that are there in several versions, none of which is excused by name and version. Like
/// cargo-deny, this leaves out what only tests need.
fn duplicates<'a>(policy: &Policy, packages: impl Iterator<Item = &'a Package>) -> Vec<String> {
    if !policy.deny_duplicates {
        return Vec::new();
    }
    let mut versions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for package in packages {
        let skipped = policy.skipped.iter().any(|skip| skip.covers(package));
        if !skipped {
            versions.entry(&package.name).or_default().push(&package.version);
        }
    }
    versions
        .into_iter()
        .filter(|(_, versions)| versions.len() > 1)
        .map(|(name, versions)| format!("{name}: several versions: {}", versions.join(", ")))
        .collect()
}
