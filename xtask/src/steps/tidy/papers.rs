//! Rules for the papers: what they must say, and that their links lead somewhere.

use std::path::Path;

use super::Text;

/// How far a visitor reads before trying something.
const SCREEN: usize = 40;

/// What the readme shows within the first screen: how to run it, how to check it.
const COMMANDS: [&str; 2] = ["cargo run --release", "cargo xtask ci"];

pub(super) fn check(root: &Path, texts: &[Text]) -> Vec<String> {
    let mut complaints = Vec::new();
    if !lines(texts, "CHANGELOG.md").any(|line| line == "## [Unreleased]") {
        complaints.push("CHANGELOG.md: has no section `## [Unreleased]`".to_owned());
    }
    for command in COMMANDS {
        if !first_commands(texts).any(|line| line.starts_with(command)) {
            complaints.push(format!(
                "README.md: does not show `{command}` in a code block of its first {SCREEN} lines"
            ));
        }
    }
    let pages = texts.iter().filter(|text| text.path.ends_with(".md"));
    complaints.extend(pages.flat_map(|page| dead_links(root, page)));
    complaints
}

fn lines<'a>(texts: &'a [Text], path: &str) -> impl Iterator<Item = &'a str> {
    let text = texts.iter().find(|text| text.path == path);
    text.into_iter().flat_map(|text| text.content.lines())
}

/// The lines of the code blocks on the readme's first screen.
fn first_commands(texts: &[Text]) -> impl Iterator<Item = &str> {
    let mut inside = false;
    lines(texts, "README.md").take(SCREEN).filter(move |line| {
        let fence = line.starts_with("```");
        inside ^= fence;
        inside && !fence
    })
}

/// Relative links of a page to files that do not exist.
fn dead_links(root: &Path, page: &Text) -> Vec<String> {
    let file = root.join(&page.path);
    let folder = file.parent().unwrap_or(root);
    page.content
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split([')', '#']).next())
        .filter(|link| !link.is_empty() && !link.contains(':'))
        .filter(|link| !folder.join(link).exists())
        .map(|link| format!("{}: the link {link} leads nowhere", page.path))
        .collect()
}
