//! Tiers, strategies and what targets are declared to be.

use osier::failover::{
    Declared, Feature, HedgeSettings, HoldBack, Prefill, Price, Refusals, Restart, ResumeSettings,
    Settings, Strategy, Unready,
};

use super::*;

/// Targets a, b and c, and a route over the first of them with these lines.
fn with_route(lines: &str) -> String {
    let targets = ["a", "b", "c"].map(|name| TARGET.replace("\"a\"", &format!("\"{name}\"")));
    format!("{}[[route]]\nmodel = \"m\"\n{lines}\n", targets.concat())
}

fn route(lines: &str) -> RouteConfig {
    let config = parse(&with_route(lines)).expect("valid");
    config.routes.into_iter().next().expect("a route")
}

/// The settings of a route with these lines.
fn settings(lines: &str) -> Settings {
    route(&format!("targets = [\"a\", \"b\"]\n{lines}")).settings()
}

/// What a target with these lines is declared to be.
fn declared(lines: &str) -> Declared {
    let config = parse(&format!("{TARGET}{lines}\n{ROUTE}")).expect("valid");
    config.targets[0].declared()
}

#[test]
fn a_flat_list_is_an_order_and_a_list_in_it_is_balanced() {
    let tiers = |targets: &str| {
        let route = route(&format!("targets = {targets}"));
        let names = |tier: &TierConfig| {
            tier.names().iter().map(|name| name.get_ref().clone()).collect::<Vec<_>>().join("|")
        };
        route.targets.get_ref().iter().map(names).collect::<Vec<_>>()
    };
    assert_eq!(tiers("[\"a\", \"b\", \"c\"]"), ["a", "b", "c"]);
    assert_eq!(tiers("[\"a\", [\"b\", \"c\"]]"), ["a", "b|c"]);
    assert_eq!(tiers("[\n  [\"c\", \"a\"], # two\n  [\"b\"],\n]"), ["c|a", "b"]);
}

#[test]
fn what_a_route_is_told_arrives() {
    let hedge = HedgeSettings::default();
    let seconds = Duration::from_secs;
    let (of, resume) = (Settings::default(), ResumeSettings::default());
    let table = [
        ("", of),
        ("balance = \"power_of_two\"", of),
        ("balance = \"round_robin\"", of.balance(Strategy::RoundRobin)),
        ("unready = \"best_of_bad\"", of.unready(Unready::BestOfBad)),
        ("unready = \"reject\"", of.unready(Unready::Reject)),
        ("patience = \"1s\"", of.patience(seconds(1))),
        ("patience = \"0s\"", of.patience(seconds(0))),
        ("refusals = \"route_around\"", of.refusals(Refusals::RouteAround)),
        ("hedge = \"off\"", of.without_hedge()),
        ("hedge = {}", of.hedge(hedge)),
        ("[route.hedge]\nafter = \"2s\"\nburst = 3", of.hedge(hedge.after(seconds(2)).burst(3))),
        ("hedge = { deposit = 0 }", of.hedge(hedge.deposit(0.0))),
        ("resume = \"off\"", of.resume(ResumeSettings::off())),
        ("resume = { prefill = false }", of.resume(resume.prefill(false))),
        ("resume.restart = \"always\"", of.resume(resume.restart(Restart::Always))),
        ("resume.restart = \"never\"", of.resume(resume.restart(Restart::Never))),
        ("hold_back = \"off\"", of),
        ("hold_back = {}", of.hold_back(HoldBack::new(8, Duration::from_millis(500)))),
        ("hold_back = { tokens = 2, time = \"1s\" }", of.hold_back(HoldBack::new(2, seconds(1)))),
    ];
    for (lines, expected) in table {
        assert_eq!(settings(lines), expected, "{lines}");
    }
}

#[test]
fn every_strategy_has_its_name() {
    for strategy in Strategy::ALL {
        let expected = Settings::default().balance(strategy);
        assert_eq!(settings(&format!("balance = \"{}\"", strategy.name())), expected);
    }
}

#[test]
fn what_a_target_is_declared_to_be_arrives() {
    let of = Declared::default;
    let table = [
        ("", of()),
        ("context = 128000", of().context(128_000)),
        ("weight = 0", of().weight(0)),
        ("supports = []", of().supports([])),
        ("supports = [\"tools\", \"vision\", \"json_schema\"]", of().supports(Feature::ALL)),
        ("price = { input = 2.5, output = 10 }", of().price(Price { input: 2.5, output: 10.0 })),
        ("prefill = true", of().prefill(Prefill::LastMessage)),
        ("prefill = false", of()),
        ("prefill = \"continue_final_message\"", of().prefill(Prefill::ContinueFinalMessage)),
        ("prefill = \"prefix\"", of().prefill(Prefill::Prefix)),
    ];
    for (lines, expected) in table {
        assert_eq!(declared(lines), expected, "{lines}");
    }
}

#[test]
fn a_mistake_in_the_targets_of_a_route_is_told_with_its_place() {
    let table = [
        (
            "targets = [\"a\", [\"b\", \"d\"]]",
            ["osier.toml:15:23", "no target `d`", "expected one of `a`, `b`, `c`"],
        ),
        ("targets = [\"a\", [\"b\", \"a\"]]", ["osier.toml:15:23", "`a` stands twice", ""]),
        ("targets = [\"a\", []]", ["osier.toml:15:17", "expected the name of a target", ""]),
        (
            "targets = [\"a\", 7]",
            [
                "osier.toml:15:17: targets: ",
                "expected the name of a target, or a list of names",
                "",
            ],
        ),
        ("targets = [[[\"a\"]]]", ["osier.toml:15:13: targets: ", "expected a string", ""]),
    ];
    let table = table.map(|(lines, expected)| (with_route(lines), expected));
    assert_told(&table);
}

#[test]
fn a_wrong_choice_is_told_with_those_there_are() {
    let two = "targets = [\"a\", \"b\"]\n";
    let table = [
        (
            format!("{two}balance = \"fastest\""),
            ["osier.toml:16:11: balance: expected one of", "`power_of_two`", "`cheapest`"],
        ),
        (
            format!("{two}unready = \"hope\""),
            ["osier.toml:16:11: unready: expected one of", "`best_of_bad`", "`reject`"],
        ),
        (
            format!("{two}refusals = \"retry\""),
            ["osier.toml:16:12: refusals: expected", "`return`", "`route_around`"],
        ),
        (
            format!("{two}patience = 5"),
            ["osier.toml:16:12: patience: ", "expected a duration", "\"30s\""],
        ),
    ];
    let table = table.map(|(lines, expected)| (with_route(&lines), expected));
    assert_told(&table);
}

#[test]
fn a_mistake_in_a_section_of_a_route_is_told_with_its_place_its_field_and_what_is_allowed() {
    let two = "targets = [\"a\", \"b\"]\n";
    let table = [
        (
            format!("{two}hedge = \"never\""),
            ["osier.toml:16:9: hedge: ", "expected a section, or \"off\"", ""],
        ),
        (
            format!("{two}hedge = true"),
            ["osier.toml:16:9: hedge: ", "expected a section, or \"off\"", ""],
        ),
        (
            format!("{two}hedge = {{ after = \"1s\", burts = 1 }}"),
            ["osier.toml:16:25", "unknown field `burts`", "`burst`"],
        ),
        (
            format!("{two}hedge = {{ after = \"1s\", burst = 0 }}"),
            ["osier.toml:16:25", "route.hedge.burst is `0`", "allowed is 1 to 10000"],
        ),
        (
            format!("{two}[route.hedge]\nafter = \"1s\"\ndeposit = 1.5"),
            ["osier.toml:18:1", "route.hedge.deposit is `1.5`", "allowed is 0 to 1"],
        ),
        (
            format!("{two}[route.hold_back]\ntokens = 1000"),
            ["osier.toml:17:1", "route.hold_back.tokens is `1000`", "allowed is 1 to 256"],
        ),
        (
            format!("{two}hold_back = {{ time = \"2m\" }}"),
            ["osier.toml:16:15", "route.hold_back.time is", "allowed is more than 0, up to 60 s"],
        ),
        (
            format!("{two}resume = {{ restart = \"sometimes\" }}"),
            ["osier.toml:16:22: restart: expected one of", "`deterministic`", "`never`"],
        ),
        (
            format!("{two}resume.prefill = \"yes\""),
            ["osier.toml:16:18: resume.prefill: ", "expected true or false", ""],
        ),
    ];
    let table = table.map(|(lines, expected)| (with_route(&lines), expected));
    assert_told(&table);
}

#[test]
fn a_mistake_in_what_is_declared_is_told_with_its_place_its_field_and_what_is_allowed() {
    let table = [
        ("context = 0", ["osier.toml:5:11: context: ", "a whole number, 1 or more", ""]),
        ("weight = 1001", ["osier.toml:5:10: weight: ", "expected 0 to 1000", ""]),
        ("weight = -1", ["osier.toml:5:10: weight: ", "a whole number from 0", ""]),
        ("supports = [\"tool\"]", ["osier.toml:5:13: supports: ", "`tools`", "`json_schema`"]),
        (
            "price = { input = -1, output = 2 }",
            ["osier.toml:5:19: input: ", "expected 0 or more", ""],
        ),
        (
            "price = { input = nan, output = 2 }",
            ["osier.toml:5:19: input: ", "expected 0 or more", ""],
        ),
        ("price = { input = 1 }", ["osier.toml:5:9", "missing field `output`", ""]),
        ("price = 3", ["osier.toml:5:9: price: ", "expected", ""]),
        (
            "prefill = \"last\"",
            [
                "osier.toml:5:11: prefill: ",
                "true, false, \"continue_final_message\", or \"prefix\"",
                "",
            ],
        ),
        (
            "prefill = 1",
            [
                "osier.toml:5:11: prefill: ",
                "true, false, \"continue_final_message\", or \"prefix\"",
                "",
            ],
        ),
    ];
    let table = table.map(|(lines, expected)| (format!("{TARGET}{lines}\n{ROUTE}"), expected));
    assert_told(&table);
}

#[test]
fn the_configuration_of_the_drill_is_valid() {
    let guide = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/guides/caching.md");
    let guide = std::fs::read_to_string(guide).expect("beside the workspace");
    let (_, rest) = guide.split_once("```toml\n").expect("a configuration");
    let (drill, _) = rest.split_once("```").expect("its end");
    assert!(parse(drill).expect("valid").targets[0].simulate.is_some());
}

#[test]
fn the_configurations_in_the_readme_are_valid() {
    let readme = concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md");
    let readme = std::fs::read_to_string(readme).expect("beside the workspace");
    let blocks = readme.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next());
    let mut blocks = blocks.map(|block| block.replace("${", "of-"));
    let whole = blocks.next().expect("a whole configuration");
    assert!(parse(&whole).is_ok(), "{whole}");
    let route = blocks.next().expect("a route");
    let (alone, _ladder) = route.split_once("[route.degrade]").expect("a ladder");
    assert!(alone.trim_end().lines().count() <= 10, "{route}");
    let (targets, _) = whole.split_once("[[route]]").expect("targets before routes");
    let (azure, mini) =
        (TARGET.replace("\"a\"", "\"azure\""), "\n[[route]]\nmodel = \"gpt-4o-mini\"");
    let text = format!("{targets}{azure}{route}{mini}\ntargets = [\"openai\"]\n");
    let config = parse(&text).expect("valid");
    assert_ne!(config.routes[0].settings(), Settings::default());
    assert!(config.routes[0].ladder().is_some_and(|ladder| ladder.offline().is_some()));
}
