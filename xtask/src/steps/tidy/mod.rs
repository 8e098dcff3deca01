//! The rules of the house that no other tool knows.

mod manifests;
mod papers;
mod sources;
#[cfg(test)]
mod tests;

use std::fs;
use std::path::{Path, PathBuf};

use super::settle;
use crate::Outcome;
use crate::workspace::Workspace;

pub(super) fn run(workspace: &Workspace) -> Outcome {
    let texts = read_texts(&workspace.root)?;
    println!("{} files", texts.len());
    let mut complaints = manifests::check(workspace)?;
    complaints.extend(sources::check_roots(workspace)?);
    for text in &texts {
        complaints.extend(sources::check(text));
    }
    complaints.extend(papers::check(&workspace.root, &texts));
    settle(&complaints)
}

/// A file of the repository that is text.
#[derive(Debug)]
struct Text {
    /// From the root of the repository, with forward slashes.
    path: String,
    content: String,
}

/// What is not ours to read.
const SKIPPED: [&str; 4] = [".git", "target", ".venv", "Cargo.lock"];

fn read_texts(root: &Path) -> Outcome<Vec<Text>> {
    let mut texts = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let kind = entry.file_type()?;
            if SKIPPED.iter().any(|name| entry.file_name() == *name) {
                continue;
            }
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() {
                texts.extend(read_text(root, entry.path())?);
            }
        }
    }
    texts.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(texts)
}

fn read_text(root: &Path, path: PathBuf) -> Outcome<Option<Text>> {
    let relative = path.strip_prefix(root)?.to_string_lossy().replace('\\', "/");
    let content = String::from_utf8(fs::read(path)?).ok();
    Ok(content.map(|content| Text { path: relative, content }))
}
