//! The part of `deny.toml` that is checked without cargo-deny.

use toml::{Table, Value};

use crate::Outcome;
use crate::workspace::Package;

/// What is allowed.
#[derive(Debug)]
pub(super) struct Policy {
    pub(super) targets: Vec<String>,
    pub(super) licenses: Vec<String>,
    pub(super) registries: Vec<String>,
    pub(super) deny_duplicates: bool,
    pub(super) deny_wildcards: bool,
    pub(super) banned: Vec<Named>,
    pub(super) skipped: Vec<Named>,
}

/// A crate, perhaps in one version only, and why it is listed.
#[derive(Debug)]
pub(super) struct Named {
    pub(super) name: String,
    version: Option<String>,
    pub(super) reason: String,
}

impl Policy {
    pub(super) fn parse(text: &str) -> Outcome<Self> {
        let table: Table = text.parse()?;
        let section = |name| table.get(name).and_then(Value::as_table).cloned();
        let graph = section("graph").unwrap_or_default();
        let licenses = section("licenses").ok_or("deny.toml has no [licenses]")?;
        let bans = section("bans").ok_or("deny.toml has no [bans]")?;
        let sources = section("sources").ok_or("deny.toml has no [sources]")?;
        let denies = |key: &str| bans.get(key).and_then(Value::as_str) == Some("deny");
        Ok(Self {
            targets: texts(&graph, "targets"),
            licenses: texts(&licenses, "allow"),
            registries: texts(&sources, "allow-registry"),
            deny_duplicates: denies("multiple-versions"),
            deny_wildcards: denies("wildcards"),
            banned: named(&bans, "deny")?,
            skipped: named(&bans, "skip")?,
        })
    }
}

impl Named {
    pub(super) fn covers(&self, package: &Package) -> bool {
        let version = self.version.as_ref();
        self.name == package.name && version.is_none_or(|version| *version == package.version)
    }
}

fn texts(table: &Table, key: &str) -> Vec<String> {
    let values = table.get(key).and_then(Value::as_array).into_iter().flatten();
    values.filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Entries of the form `{ crate = "name@version", reason = "…" }`; the reason is not optional here.
fn named(table: &Table, key: &str) -> Outcome<Vec<Named>> {
    let values = table.get(key).and_then(Value::as_array).into_iter().flatten();
    values
        .map(|value| {
            let text = |key| value.get(key).and_then(Value::as_str);
            let package = text("crate").ok_or(format!("bans.{key}: an entry without `crate`"))?;
            let reason = text("reason").ok_or(format!("bans.{key}: {package} has no reason"))?;
            let (name, version) = match package.split_once('@') {
                Some((name, version)) => (name, Some(version.to_owned())),
                None => (package, None),
            };
            Ok(Named { name: name.to_owned(), version, reason: reason.to_owned() })
        })
        .collect()
}
