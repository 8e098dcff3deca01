//! Who may depend on whom, as a table; `cargo tree` is the witness.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use super::settle;
use crate::Outcome;
use crate::process::Process;
use crate::workspace::{Package, Workspace};

/// What a crate may have in its tree, on any platform, tests apart.
struct Edge {
    package: &'static str,
    features: Features,
    ours: Ours,
    /// Foreign crates that must be absent, however deep.
    never: &'static [&'static str],
}

#[derive(Clone, Copy)]
enum Features {
    Bare,
    All,
}

/// Crates of this repository that may be in the tree, besides the crate itself.
enum Ours {
    Only(&'static [&'static str]),
    Any,
}

use Features::{All, Bare};
use Ours::{Any, Only};

/// No HTTP client, no server: whoever speaks to the network is somebody else.
const OFFLINE: &[&str] = &["reqwest", "hyper", "axum"];
/// Nor a runtime: plain data and functions, that any program can use.
const PURE: &[&str] = &["tokio", "reqwest", "hyper", "axum"];
/// Nor even the words of HTTP.
const CORE: &[&str] = &["tokio", "reqwest", "hyper", "axum", "http"];

const ADAPTER: Ours = Only(&["osier-core"]);
const LAYER: Ours = Only(&["osier-core"]);

/// Every crate has at least one row; a new crate is placed here before anything else.
const EDGES: &[Edge] = &[
    edge("osier-core", All, Only(&[]), CORE),
    edge("osier-providers-openai", All, ADAPTER, PURE),
    edge("osier-providers-anthropic", All, ADAPTER, PURE),
    edge("osier-providers-ollama", All, ADAPTER, PURE),
    // The one sideways edge: Azure speaks OpenAI's dialect from other addresses.
    edge("osier-providers-azure", All, Only(&["osier-core", "osier-providers-openai"]), PURE),
    edge("osier-timeout", All, LAYER, PURE),
    // Useful to programs that have never heard of providers: alone it has nothing beneath it.
    edge("osier-breaker", Bare, Only(&[]), CORE),
    edge("osier-breaker", All, LAYER, PURE),
    edge("osier-retry", All, LAYER, PURE),
    edge("osier-limit", Bare, LAYER, &["governor"]),
    edge("osier-limit", All, LAYER, PURE),
    edge("osier-failover", All, LAYER, PURE),
    edge("osier-health", All, LAYER, PURE),
    edge("osier-degrade", All, LAYER, PURE),
    // A flight outlives its caller, so it is a task of its own: hence the runtime.
    edge("osier-cache", All, LAYER, OFFLINE),
    edge("osier-cache-memory", All, Only(&["osier-core"]), PURE),
    edge("osier-cache-sled", All, Only(&["osier-core"]), OFFLINE),
    edge("osier-cache-redis", All, Only(&["osier-core"]), OFFLINE),
    edge("osier-http", All, Only(&["osier-core"]), &["axum"]),
    edge("osier-simulate", All, Only(&["osier-core"]), OFFLINE),
    // For tests alone: one starts a program, the other looks at ours from outside, like any program.
    edge("osier-redis-server", All, Only(&[]), PURE),
    edge("osier-conformance", All, Only(&["osier-core"]), PURE),
    edge("osier", Bare, Only(&["osier-core"]), CORE),
    edge("osier", All, Any, &["axum"]),
    edge("osier-gateway", All, Any, &[]),
    edge("osier-benches", All, Any, &[]),
    edge("osier-guides", All, Only(&[]), PURE),
    edge("xtask", All, Only(&[]), PURE),
];

/// Foreign crates that only one of ours may name in its manifest, tests apart.
const OWNERS: &[(&str, &str)] = &[
    ("reqwest", "osier-http"),
    ("axum", "osier-gateway"),
    ("moka", "osier-cache-memory"),
    ("sled", "osier-cache-sled"),
    ("redis", "osier-cache-redis"),
    // What we are measured against stays in its own workspace, `benches/peers`.
    ("backon", "osier-peers"),
    ("failsafe", "osier-peers"),
    ("recloser", "osier-peers"),
    ("tower-resilience-circuitbreaker", "osier-peers"),
];

const fn edge(
    package: &'static str,
    features: Features,
    ours: Ours,
    never: &'static [&'static str],
) -> Edge {
    Edge { package, features, ours, never }
}

pub(super) fn run(workspace: &Workspace) -> Outcome {
    let mut complaints = strangers(workspace);
    complaints.extend(trespasses(workspace));
    for edge in EDGES {
        let tree = tree(edge)?;
        println!("{:<26} {:>4} crates beneath it", edge.label(), tree.len());
        complaints.extend(edge.broken_by(&tree));
    }
    settle(&complaints)
}

/// Crates without a row, and rows without a crate.
fn strangers(workspace: &Workspace) -> Vec<String> {
    let members: BTreeSet<_> = workspace.members.iter().map(|p| p.name.as_str()).collect();
    let placed: BTreeSet<_> = EDGES.iter().map(|edge| edge.package).collect();
    members
        .symmetric_difference(&placed)
        .map(|name| format!("{name}: in the workspace or in the table of edges, but not in both"))
        .collect()
}

/// Manifests that name a crate which belongs to another of ours.
fn trespasses(workspace: &Workspace) -> Vec<String> {
    let names = |package: &Package, foreign: &str| {
        let mut named = package.dependencies.iter();
        named.any(|dependency| !dependency.is_dev && dependency.name == foreign)
    };
    let mut complaints = Vec::new();
    for (foreign, owner) in OWNERS {
        let others = workspace.members.iter().filter(|p| p.name != *owner);
        for package in others.filter(|package| names(package, foreign)) {
            complaints.push(format!("{}: only {owner} may name {foreign}", package.name));
        }
    }
    complaints
}

/// The names of everything beneath a crate.
fn tree(edge: &Edge) -> Outcome<BTreeSet<String>> {
    let text = Process::cargo("tree --edges normal --prefix none --format {p} --target all")
        .args(["-p", edge.package, edge.features.flag()])
        .output()?;
    let names = text.lines().filter_map(|line| line.split(' ').next());
    Ok(names.filter(|name| !name.is_empty() && *name != edge.package).map(str::to_owned).collect())
}

impl Edge {
    fn broken_by(&self, tree: &BTreeSet<String>) -> Vec<String> {
        tree.iter()
            .filter(|name| self.never.contains(&name.as_str()) || !self.ours.admit(name))
            .map(|name| format!("{}: {name} must not be in its tree", self.label()))
            .collect()
    }

    fn label(&self) -> String {
        match self.features {
            Bare => format!("{} (bare)", self.package),
            All => self.package.to_owned(),
        }
    }
}

impl Ours {
    /// Foreign crates are none of its business.
    fn admit(&self, name: &str) -> bool {
        match self {
            Any => true,
            Only(admitted) => !is_ours(name) || admitted.contains(&name),
        }
    }
}

fn is_ours(name: &str) -> bool {
    name == "osier" || name == "xtask" || name.starts_with("osier-")
}

impl Features {
    fn flag(self) -> &'static str {
        match self {
            Bare => "--no-default-features",
            All => "--all-features",
        }
    }
}
