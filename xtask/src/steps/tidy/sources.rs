//! Rules for Rust files, and for text of any kind.

use std::fs;

use super::Text;
use crate::Outcome;
use crate::workspace::Workspace;

/// One idea fits in this.
const LONGEST: usize = 350;

/// Left-overs. Put together from halves, so that this file does not accuse itself.
const LEFTOVERS: [&str; 3] =
    [concat!("todo", "!("), concat!("dbg", "!("), concat!("unimplemented", "!(")];

/// Where files live on somebody's machine.
const MACHINES: [&str; 5] = [
    concat!("/ho", "me/"),
    concat!("/Us", "ers/"),
    concat!("/ro", "ot/"),
    concat!("/wo", "rk/"),
    concat!("C:", "\\"),
];

/// Every crate, program and example begins by saying what it is.
pub(super) fn check_roots(workspace: &Workspace) -> Outcome<Vec<String>> {
    let mut complaints = Vec::new();
    for package in &workspace.members {
        for target in package.targets.iter().filter(|t| t.kind != "test") {
            if !fs::read_to_string(&target.source)?.starts_with("//!") {
                let (package, target) = (&package.name, &target.name);
                complaints.push(format!("{package}: {target} does not begin with `//!`"));
            }
        }
    }
    Ok(complaints)
}

/// What is wrong with one file.
pub(super) fn check(text: &Text) -> Vec<String> {
    let mut complaints = Vec::new();
    if text.path.ends_with(".rs") {
        complaints.extend(too_long(text));
        complaints.extend(found(text, "a left-over", LEFTOVERS, |_| true));
    }
    complaints.extend(found(text, "a path of one machine", MACHINES, |before| {
        !before.ends_with(|c: char| c.is_alphanumeric() || "./~_-})".contains(c))
    }));
    complaints
}

fn too_long(text: &Text) -> Option<String> {
    let lines = match text.content.find("#[cfg(test)]\nmod tests {") {
        Some(tests) => text.content.get(..tests)?.lines().count(),
        None => text.content.lines().count(),
    };
    (!is_test(&text.path) && lines > LONGEST)
        .then(|| format!("{}: {lines} lines; one idea fits in {LONGEST}", text.path))
}

fn is_test(path: &str) -> bool {
    let parts = path.split('/');
    parts.rev().any(|part| matches!(part, "tests" | "tests.rs"))
}

/// The lines that hold one of the words, where what stands before it does not excuse it.
fn found<'a>(
    text: &'a Text,
    what: &'a str,
    words: impl IntoIterator<Item = &'a str> + Clone + 'a,
    counts: impl Fn(&str) -> bool + 'a,
) -> impl Iterator<Item = String> + 'a {
    let lines = text.content.lines().zip(1..);
    lines.flat_map(move |(line, number)| {
        let hit = words.clone().into_iter().find(|word| {
            let mut places = line.match_indices(word);
            places.any(|(at, _)| line.get(..at).is_some_and(&counts))
        });
        hit.map(|word| format!("{}:{number}: {what}: {word}", text.path))
    })
}
