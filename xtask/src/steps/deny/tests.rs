use super::*;

const POLICY: &str = r#"
    [licenses]
    allow = ["MIT", "ISC", "Apache-2.0 WITH LLVM-exception"]
    [bans]
    multiple-versions = "deny"
    wildcards = "deny"
    deny = [{ crate = "openssl", reason = "rustls speaks TLS here" }]
    skip = [{ crate = "syn@2.0.0", reason = "an older macro" }]
    [sources]
    allow-registry = ["https://github.com/rust-lang/crates.io-index"]
"#;

fn policy() -> Policy {
    Policy::parse(POLICY).unwrap()
}

fn package(name: &str, version: &str) -> Package {
    Package {
        name: name.to_owned(),
        version: version.to_owned(),
        license: Some("MIT".to_owned()),
        source: Some("registry+https://github.com/rust-lang/crates.io-index".to_owned()),
        manifest: "Cargo.toml".into(),
        features: Vec::new(),
        published: true,
        dependencies: Vec::new(),
        targets: Vec::new(),
    }
}

#[test]
fn licence_expressions_mean_what_spdx_says() {
    let allowed = policy().licenses;
    for (expression, expected) in [
        ("MIT", true),
        ("GPL-3.0", false),
        ("GPL-3.0 OR MIT", true),
        ("GPL-3.0/MIT", true),
        ("Apache-2.0 / MIT", true),
        ("MIT AND ISC", true),
        ("MIT AND GPL-3.0", false),
        ("MIT AND (GPL-3.0 OR ISC)", true),
        ("(MIT OR ISC) AND GPL-3.0", false),
        ("GPL-3.0 OR MIT AND ISC", true),
        ("Apache-2.0", false),
        ("Apache-2.0 WITH LLVM-exception", true),
    ] {
        assert_eq!(expression::permits(expression, &allowed), Ok(expected), "{expression}");
    }
}

#[test]
fn an_expression_that_makes_no_sense_is_refused() {
    for expression in ["", "MIT OR", "(MIT", "MIT)", "MIT ISC", "MIT WITH", "AND MIT"] {
        let verdict = expression::permits(expression, &policy().licenses);
        assert!(verdict.is_err(), "`{expression}` gave {verdict:?}");
    }
}

#[test]
fn a_crate_from_the_registry_under_an_allowed_licence_passes() {
    assert!(complaints(&policy(), [package("bytes", "1.0.0")].iter()).is_empty());
}

#[test]
fn each_rule_catches_its_offender() {
    let mut unlicensed = package("a", "1.0.0");
    unlicensed.license = None;
    let mut foreign = package("b", "1.0.0");
    foreign.source = Some("git+https://example.com/b".to_owned());
    for offender in [unlicensed, foreign, package("openssl", "1.0.0")] {
        let name = offender.name.clone();
        assert_eq!(complaints(&policy(), [offender].iter()).len(), 1, "{name}");
    }
}

#[test]
fn duplicates_are_refused_unless_the_older_one_is_excused() {
    let twice = |name: &str| [package(name, "2.0.0"), package(name, "3.0.0")];
    assert_eq!(duplicates(&policy(), twice("rand").iter()).len(), 1);
    assert!(duplicates(&policy(), twice("syn").iter()).is_empty());
}

#[test]
fn what_is_published_names_versions_except_in_tests() {
    for (published, is_dev, expected) in [(true, false, 1), (true, true, 0), (false, false, 0)] {
        let neighbour = Dependency {
            name: "osier-http".to_owned(),
            requirement: "*".to_owned(),
            is_dev,
            is_local: true,
        };
        let mut ours = package("osier-timeout", "0.1.0");
        ours.source = None;
        ours.published = published;
        ours.dependencies = vec![neighbour];
        assert_eq!(complaints(&policy(), [ours].iter()).len(), expected);
    }
}

#[test]
fn an_entry_without_a_reason_is_refused() {
    let silent = POLICY.replace(r#", reason = "an older macro""#, "");
    assert!(Policy::parse(&silent).is_err());
}
