//! What cargo knows about the workspace.

use std::path::PathBuf;

use serde_json::Value;

use crate::Outcome;
use crate::process::Process;

/// The crates of this repository.
#[derive(Debug)]
pub(crate) struct Workspace {
    pub(crate) root: PathBuf,
    pub(crate) target: PathBuf,
    pub(crate) members: Vec<Package>,
}

/// One package, ours or foreign.
#[derive(Debug)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) version: String,
    /// An SPDX expression.
    pub(crate) license: Option<String>,
    /// Where it comes from; none for our own.
    pub(crate) source: Option<String>,
    pub(crate) manifest: PathBuf,
    pub(crate) features: Vec<String>,
    pub(crate) published: bool,
    pub(crate) dependencies: Vec<Dependency>,
    pub(crate) targets: Vec<Target>,
}

/// A line of a manifest.
#[derive(Debug)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    pub(crate) requirement: String,
    pub(crate) is_dev: bool,
    /// Whether it is a folder of this repository.
    pub(crate) is_local: bool,
}

/// Something cargo builds: a library, a binary, an example, a test.
#[derive(Debug)]
pub(crate) struct Target {
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) source: PathBuf,
}

impl Workspace {
    /// Asks cargo.
    pub(crate) fn load() -> Outcome<Self> {
        let metadata = metadata("--no-deps")?;
        Ok(Self {
            root: path(&metadata, "workspace_root"),
            target: path(&metadata, "target_directory"),
            members: packages(&metadata),
        })
    }

    /// The crates that go to the registry.
    pub(crate) fn published(&self) -> impl Iterator<Item = &Package> {
        self.members.iter().filter(|package| package.published)
    }

    /// Where a debug build leaves its programs.
    pub(crate) fn debug(&self) -> PathBuf {
        self.target.join("debug")
    }
}

impl Package {
    pub(crate) fn has_library(&self) -> bool {
        self.targets_of("lib").next().is_some()
    }

    pub(crate) fn targets_of(&self, kind: &str) -> impl Iterator<Item = &Target> {
        self.targets.iter().filter(move |t| t.kind == kind)
    }
}

/// What `cargo metadata` prints with these further arguments.
pub(crate) fn metadata(arguments: &str) -> Outcome<Value> {
    let text = Process::cargo("metadata --format-version 1 --all-features")
        .args(arguments.split_whitespace())
        .output()?;
    Ok(serde_json::from_str(&text)?)
}

/// The packages of a `cargo metadata` answer.
pub(crate) fn packages(metadata: &Value) -> Vec<Package> {
    list(metadata, "packages").map(package).collect()
}

fn package(value: &Value) -> Package {
    let features = value.get("features").and_then(Value::as_object);
    Package {
        name: text(value, "name"),
        version: text(value, "version"),
        license: optional(value, "license"),
        source: optional(value, "source"),
        manifest: path(value, "manifest_path"),
        features: features.into_iter().flatten().map(|(k, _)| k.clone()).collect(),
        published: value.get("publish").is_none_or(Value::is_null),
        dependencies: list(value, "dependencies").map(dependency).collect(),
        targets: list(value, "targets").map(target).collect(),
    }
}

fn dependency(value: &Value) -> Dependency {
    Dependency {
        name: text(value, "name"),
        requirement: text(value, "req"),
        is_dev: optional(value, "kind").as_deref() == Some("dev"),
        is_local: optional(value, "path").is_some(),
    }
}

fn target(value: &Value) -> Target {
    let kind = list(value, "kind").find_map(Value::as_str);
    Target {
        name: text(value, "name"),
        kind: kind.unwrap_or_default().to_owned(),
        source: path(value, "src_path"),
    }
}

fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn optional(value: &Value, key: &str) -> Option<String> {
    value.get(key)?.as_str().map(str::to_owned)
}

fn text(value: &Value, key: &str) -> String {
    optional(value, key).unwrap_or_default()
}

fn path(value: &Value, key: &str) -> PathBuf {
    text(value, key).into()
}
