use super::*;

fn complaints(path: &str, content: &str) -> Vec<String> {
    sources::check(&Text { path: path.to_owned(), content: content.to_owned() })
}

fn papers(changelog: &str, readme: &str) -> usize {
    let text =
        |path: &str, content: &str| Text { path: path.to_owned(), content: content.to_owned() };
    let texts = [text("CHANGELOG.md", changelog), text("README.md", readme)];
    papers::check(Path::new("."), &texts).len()
}

#[test]
fn a_long_file_is_reported_unless_it_holds_tests() {
    let long = "\n".repeat(351);
    assert_eq!(complaints("crates/core/src/a.rs", &long).len(), 1);
    assert!(complaints("crates/core/src/a/tests.rs", &long).is_empty());
    assert!(complaints("crates/core/tests/it/a.rs", &long).is_empty());
    assert!(complaints("docs/a.md", &long).is_empty());
}

#[test]
fn tests_at_the_end_of_a_file_do_not_count() {
    let content = format!("fn a() {{}}\n#[cfg(test)]\nmod tests {{{}}}", "\n".repeat(400));
    assert!(complaints("crates/core/src/a.rs", &content).is_empty());
}

#[test]
fn left_overs_are_found_with_their_line() {
    let content = concat!("fn a() {\n    to", "do!()\n}");
    assert_eq!(complaints("a.rs", content), [concat!("a.rs:2: a left-over: to", "do!(")]);
}

#[test]
fn paths_of_a_machine_are_found_and_relative_ones_are_not() {
    for (line, expected) in [
        (concat!("see /ho", "me/ada/x"), 1),
        (concat!("(/ro", "ot/x)"), 1),
        (concat!("C:", "\\x"), 1),
        (concat!("docs/ho", "me/x"), 0),
        (concat!("./wo", "rk/x"), 0),
        ("https://example.com/x", 0),
    ] {
        assert_eq!(complaints("a.md", line).len(), expected, "{line}");
    }
}

#[test]
fn the_papers_hold_what_a_reader_looks_for() {
    let changelog = "# Changelog\n\n## [Unreleased]\n";
    let readme = "# Osier\n```sh\ncargo run --release  # go\ncargo xtask ci\n```\n";
    assert_eq!(papers(changelog, readme), 0);
    assert_eq!(papers("# Changelog\n", readme), 1);
    assert_eq!(papers(changelog, &readme.replace("cargo xtask ci\n", "")), 1);
    assert_eq!(papers(changelog, &readme.replace("```sh\n", "")), 2);
    let late = format!("{}{readme}", "\n".repeat(40));
    assert_eq!(papers(changelog, &late), 2);
}

#[test]
fn links_must_lead_somewhere() {
    for (link, expected) in [
        ("src/main.rs", 0),
        ("src/main.rs#part", 0),
        ("src/../src/main.rs", 0),
        ("#part", 0),
        ("https://example.com/nothing", 0),
        ("src/nothing.rs", 1),
    ] {
        let page = format!("## [Unreleased]\n\n[a]({link})\n");
        let readme = "```\ncargo run --release\ncargo xtask ci\n```\n";
        assert_eq!(papers(&page, readme), expected, "{link}");
    }
}
