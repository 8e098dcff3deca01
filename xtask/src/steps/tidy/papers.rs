//! Rules for the papers at the root.

use super::Text;

/// A visitor decides within a screen.
const SCREEN: usize = 60;

pub(super) fn check(texts: &[Text]) -> Vec<String> {
    let content = |path| {
        texts
            .iter()
            .find(|text| text.path == path)
            .map(|text| &*text.content)
    };
    let mut complaints = Vec::new();
    match content("CHANGELOG.md") {
        Some(text) if text.lines().any(|line| line == "## [Unreleased]") => {}
        _ => complaints.push("CHANGELOG.md: has no section `## [Unreleased]`".to_owned()),
    }
    match content("README.md").map(commands) {
        Some(commands) if commands.len() >= 2 => {}
        _ => complaints.push(format!(
            "README.md: the first {SCREEN} lines do not show the two commands to begin with"
        )),
    }
    complaints
}

/// The commands in the code blocks of the first screen.
fn commands(readme: &str) -> Vec<&str> {
    let mut inside = false;
    let mut commands = Vec::new();
    for line in readme.lines().take(SCREEN) {
        if let Some(language) = line.strip_prefix("```") {
            inside = !inside && matches!(language, "sh" | "bash" | "console" | "shell");
        } else if inside && is_command(line) {
            commands.push(line);
        }
    }
    commands
}

fn is_command(line: &str) -> bool {
    let line = line.trim_start_matches("$ ");
    ["cargo ", "curl ", "osier ", "docker "]
        .iter()
        .any(|program| line.starts_with(program))
}
