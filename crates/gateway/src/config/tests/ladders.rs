//! When levels move, and what each of them changes.

use osier::degrade::{Edits, Feature, Ladder, Level, Settings, Weights};

use super::*;

/// Routes `small` and `gpt-*` over the one target, and `m` with these lines from line 14 on.
fn with_ladder(lines: &str) -> String {
    let of = |model: &str| ROUTE.replace("\"m\"", &format!("\"{model}\""));
    format!("{TARGET}{}{}{ROUTE}{lines}\n", of("small"), of("gpt-*"))
}

/// Its ladder.
fn ladder(lines: &str) -> Ladder {
    let config = parse(&with_ladder(lines)).expect("valid");
    config.routes[2].ladder().expect("a ladder").ladder()
}

#[test]
fn when_levels_move_arrives() {
    let seconds = Duration::from_secs;
    let (of, weights) = (Settings::default(), Weights::default());
    let weighing = |shedding| of.weights(Weights { shedding, ..weights });
    let table = [
        ("", of),
        ("window = \"1s\"\ntrial = \"2s\"", of.window(seconds(1)).trial(seconds(2))),
        ("minimum_calls = 5\ntrial_calls = 2", of.minimum_calls(5).trial_calls(2)),
        ("down_at = 0.6\ndead_at = 0.8", of.down_at(0.6).dead_at(0.8)),
        ("clean_at = 0.2\nhold_max = \"1m\"", of.clean_at(0.2).hold_max(seconds(60))),
        ("trial_share = 0.5", of.trial_share(0.5)),
        ("weights = { shedding = 1 }", weighing(1.0)),
        ("patience = \"5m\"", of.patience(seconds(300))),
        ("[degrade.weights]\nshedding = 0", weighing(0.0)),
    ];
    for (lines, expected) in table {
        let config = parse(&format!("[degrade]\n{lines}\n{TARGET}{ROUTE}")).expect("valid");
        assert_eq!(config.degrade.settings(), expected, "{lines}");
    }
}

#[test]
fn the_example_file_says_what_the_defaults_of_a_ladder_are() {
    let example = include_str!("../../../osier.example.toml").replace("${", "of-");
    let config = parse(&example).expect("valid");
    assert_eq!(config.degrade.settings(), Settings::default());
    let mut ladder = LadderConfig::clone(config.routes[0].ladder().expect("a ladder"));
    for level in [&mut ladder.reduced, &mut ladder.minimal] {
        match level {
            Some(OffOr::Section(section)) => section.model = None,
            _ => panic!("a section"),
        }
    }
    assert_eq!(format!("{:?}", ladder.ladder()), format!("{:?}", Ladder::presets()));
}

#[test]
fn a_route_has_the_ladder_it_is_told_and_without_a_word_none() {
    let presets = Ladder::presets;
    let [full, reduced, minimal] = [Level::Full, Level::Reduced, Level::Minimal].map(Edits::preset);
    let table = [
        ("[route.degrade]", presets()),
        ("degrade = {}", presets()),
        ("degrade.reduced = \"off\"", presets().without(Level::Reduced)),
        ("degrade.minimal = \"off\"", presets().without(Level::Minimal)),
        ("degrade.offline = \"Back soon.\"", presets().offline("Back soon.")),
        ("degrade.offline = \"off\"", presets()),
        (
            "degrade.full.max_tokens = \"off\"",
            presets().edits(Level::Full, full.clone().without_max_tokens()),
        ),
        (
            "[route.degrade.full]\nfeatures = [\"vision\", \"tools\"]\ntemperature = 1",
            presets().edits(
                Level::Full,
                full.features([Feature::Tools, Feature::Vision]).temperature(1.0),
            ),
        ),
        (
            "[route.degrade.reduced]\nmodel = \"small\"\nmax_tokens = 7\nfeatures = []",
            presets()
                .edits(Level::Reduced, reduced.model("small").max_tokens(7).features([]))
                .edits(Level::Minimal, minimal.clone().model("small")),
        ),
        (
            "degrade.reduced = \"off\"\ndegrade.minimal.model = \"small\"",
            presets().without(Level::Reduced).edits(Level::Minimal, minimal.model("small")),
        ),
    ];
    for (lines, expected) in table {
        assert_eq!(format!("{:?}", ladder(lines)), format!("{expected:?}"), "{lines}");
    }
    for lines in ["", "degrade = \"off\""] {
        assert!(parse(&with_ladder(lines)).expect("valid").routes[2].ladder().is_none(), "{lines}");
    }
}

#[test]
fn a_level_asks_the_targets_of_the_route_that_answers_to_its_model() {
    let table = [
        (
            "degrade = { reduced = { model = \"gpt-4o-mini\" }, minimal = { model = \"m\" } }",
            "gpt-*",
            "m",
        ),
        ("degrade.reduced.model = \"small\"", "small", "small"),
        (
            "degrade = { reduced = { model = \"small\" }, minimal = { max_tokens = 9 } }",
            "small",
            "small",
        ),
        ("degrade.minimal.model = \"small\"", "m", "small"),
        ("degrade = { reduced = { model = \"small\" }, minimal = \"off\" }", "small", "m"),
        ("degrade = { reduced = \"off\", minimal = { max_tokens = 9 } }", "m", "m"),
    ];
    for (lines, reduced, minimal) in table {
        let config = parse(&with_ladder(lines)).expect("valid");
        let asked = |level| config.route_at(level, &config.routes[2]).model.get_ref().as_str();
        assert_eq!(Level::ALL.map(asked), ["m", reduced, minimal, "m", "m"], "{lines}");
    }
}

#[test]
fn what_is_misshapen_in_a_ladder_is_told_with_what_it_should_be() {
    let table = [
        ("degrade = \"on\"", ["osier.toml:14:11: degrade: ", "expected a section, or \"off\"", ""]),
        ("[route.degrade]\nfull = \"off\"", ["osier.toml:15:8: full: expected a section", "", ""]),
        (
            "[route.degrade.minimal]\ntemperature = 1.0\nmax_tokens = 0",
            ["osier.toml:16:14: max_tokens: ", "expected a whole number, 1 or more", ""],
        ),
        (
            "degrade.full.max_tokens = -1",
            ["osier.toml:14:27: ", "full.max_tokens: expected a whole number, 1 or more", ""],
        ),
        (
            "[route.degrade.reduced]\nmax_tokens = 2.5",
            ["osier.toml:15:14: max_tokens: ", "expected a whole number, 1 or more", ""],
        ),
        (
            "[route.degrade.reduced]\nfeatures = \"tools\"",
            ["osier.toml:15:12: features: expected a list", "", ""],
        ),
        (
            "[route.degrade.reduced]\nmax_tokens = \"few\"",
            ["osier.toml:15:14: max_tokens: ", "expected a number, or \"off\"", ""],
        ),
        (
            "[route.degrade.reduced]\nfeatures = [\"images\"]",
            ["osier.toml:15:13: features: expected one of", "`streaming`", "`vision`"],
        ),
    ];
    let table = table.map(|(lines, expected)| (with_ladder(lines), expected));
    assert_told(&table);
}

#[test]
fn a_mistake_in_a_ladder_is_told_with_its_place_its_field_and_what_is_allowed() {
    let table = [
        (
            "[route.degrade]\ncached = {}",
            ["osier.toml:15:1", "unknown field `cached`", "`minimal`"],
        ),
        (
            "[route.degrade.full]\nmodel = \"small\"",
            ["osier.toml:15:1", "unknown field `model`", "`max_tokens`"],
        ),
        (
            "[route.degrade.reduced]\nmax_tokens = 9\nmodel = \"claude\"",
            [
                "osier.toml:16:9: route.degrade.reduced.model: ",
                "no route answers to `claude`",
                "expected one of `small`, `gpt-*`, `m`",
            ],
        ),
        (
            "degrade.minimal.model = \"gpt-*\"",
            ["osier.toml:14:25: route.degrade.minimal.model: ", "the name of one model", ""],
        ),
        (
            "degrade.minimal.model = \"\"",
            ["osier.toml:14:25: route.degrade.minimal.model: ", "the name of one model", ""],
        ),
        (
            "[route.degrade.full]\ntemperature = 2.5",
            ["osier.toml:15:1", "route.degrade.full.temperature is `2.5`", "0 to 2"],
        ),
        (
            "[route.degrade]\noffline = \" \"",
            ["osier.toml:15:11: route.degrade.offline: ", "expected what callers are told", ""],
        ),
    ];
    let table = table.map(|(lines, expected)| (with_ladder(lines), expected));
    assert_told(&table);
}

#[test]
fn a_mistake_in_when_levels_move_is_told_with_its_place_its_field_and_what_is_allowed() {
    let table = [
        ("window = \"soon\"", ["osier.toml:2:10: window: ", "expected a duration", "\"30s\""]),
        ("trial_chare = 0.5", ["osier.toml:2:1", "unknown field `trial_chare`", "`trial_share`"]),
        ("weights = { luck = 1 }", ["osier.toml:2:13", "unknown field `luck`", "`shedding`"]),
        (
            "trial = \"5s\"\nwindow = \"1ms\"",
            ["osier.toml:3:1", "degrade.window is `1ms`", "1 s to 1 h"],
        ),
        ("patience = \"2h\"", ["osier.toml:2:1", "degrade.patience is `7200s`", "1 s to 1 h"]),
        ("weights = 1", ["osier.toml:2:11: weights: ", "expected a section", ""]),
        ("clean_at = 0.6", ["osier.toml:1:1", "degrade.down_at is `0.5`", "more than clean_at"]),
        ("trial_share = 0", ["osier.toml:2:1", "degrade.trial_share is `0.0`", "more than 0"]),
        ("weights.shedding = 2", ["osier.toml:2:9", "degrade.weights.shedding is `2.0`", "0 to 1"]),
        (
            "weights = { unready = 1, failures = -1 }",
            ["osier.toml:2:26", "degrade.weights.failures is `-1.0`", "0 to 1"],
        ),
        (
            "[degrade.weights]\nfailures = 9",
            ["osier.toml:3:1", "degrade.weights.failures is `9.0`", "0 to 1"],
        ),
        ("minimum_calls = -1", ["osier.toml:2:17: minimum_calls: ", "a whole number", ""]),
    ];
    let table =
        table.map(|(lines, expected)| (format!("[degrade]\n{lines}\n{TARGET}{ROUTE}"), expected));
    assert_told(&table);
}

#[test]
fn the_configuration_in_the_guide_is_valid() {
    let guide = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/guides/degradation.md");
    let guide = std::fs::read_to_string(guide).expect("beside the workspace");
    let (_, rest) = guide.split_once("```toml\n").expect("a configuration");
    let (routes, _) = rest.split_once("```").expect("its end");
    let targets = ["openai", "claude", "openai-mini", "haiku", "ollama"]
        .map(|name| TARGET.replace("\"a\"", &format!("\"{name}\"")));
    let config = parse(&format!("{}{routes}", targets.concat())).expect("valid");
    let asked = |level| config.route_at(level, &config.routes[0]).model.get_ref().as_str();
    assert_eq!([asked(Level::Reduced), asked(Level::Minimal)], ["small", "local"]);
}
