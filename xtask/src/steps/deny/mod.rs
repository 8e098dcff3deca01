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
use crate::workspace::{Package, Workspace, metadata, packages};
use policy::Policy;

pub(super) fn run(workspace: &Workspace) -> Outcome {
    if Process::cargo("deny --version").succeeds() {
        return Process::cargo("deny --all-features check bans licenses sources").run();
    }
    println!("by the built-in reading of deny.toml (cargo-deny is not installed)");
    let policy = Policy::parse(&fs::read_to_string(workspace.root.join("deny.toml"))?)?;
    let mut packages = packages(&metadata("")?);
    let built = built(&policy)?;
    packages.retain(|package| built.contains(&(package.name.clone(), package.version.clone())));
    println!("{} packages", packages.len());
    settle(&complaints(&policy, &packages))
}

/// Names and versions of everything that is built on the platforms of the policy. The lock file
/// lists more: crates behind features that nobody turns on.
fn built(policy: &Policy) -> Outcome<BTreeSet<(String, String)>> {
    let mut built = BTreeSet::new();
    for platform in &policy.targets {
        let tree = Process::cargo("tree --workspace --all-features --prefix none --format {p}")
            .args(["--edges", "normal,build,dev", "--target", platform])
            .output()?;
        built.extend(tree.lines().filter_map(named));
    }
    Ok(built)
}

/// Reads `name v1.2.3 (…)`.
fn named(line: &str) -> Option<(String, String)> {
    let mut words = line.split(' ');
    let name = words.next()?;
    let version = words.next()?.strip_prefix('v')?;
    Some((name.to_owned(), version.to_owned()))
}

fn complaints(policy: &Policy, packages: &[Package]) -> Vec<String> {
    let mut complaints = duplicates(policy, packages);
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

/// Our own manifests must say which versions they need; tests may point at a neighbour's folder.
fn wildcards(policy: &Policy, package: &Package) -> Vec<String> {
    if !policy.deny_wildcards || package.source.is_some() {
        return Vec::new();
    }
    let open = |d: &&_| is_open(d);
    package
        .dependencies
        .iter()
        .filter(open)
        .map(|dependency| format!("{}: {} has no version", package.name, dependency.name))
        .collect()
}

fn is_open(dependency: &crate::workspace::Dependency) -> bool {
    dependency.requirement == "*" && !(dependency.is_dev && dependency.is_local)
}

/// Crates that are there in several versions, each one but the newest excused by name and version.
fn duplicates(policy: &Policy, packages: &[Package]) -> Vec<String> {
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
