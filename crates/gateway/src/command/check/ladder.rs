//! What the ladder of a route means, in words.

use std::ptr;

use humantime::format_duration;
use osier::degrade::{Edits, Feature, Level};

use super::cache::Meant;
use super::route;
use crate::config::{Config, RouteConfig};

/// A line for each level, the best first; nothing for a route without a ladder.
pub(super) fn described(config: &Config, route: &RouteConfig) -> String {
    let Some(section) = route.ladder() else { return String::new() };
    let (ladder, cache) = (section.ladder(), Meant::of(config, route));
    let mut levels: Vec<Level> =
        ladder.levels().chain(cache.as_ref().map(|_| Level::Cached)).collect();
    levels.sort_unstable();
    let told = levels.into_iter().map(|level| match (ladder.edits_of(level), &cache) {
        (Some(edits), _) => format!("    {level}: {}\n", live(config, route, level, edits)),
        (None, Some(cache)) if level == Level::Cached => {
            format!("    {level}: {}\n", stored(cache))
        }
        (None, _) => format!("    {level}: a text that needs nobody\n"),
    });
    told.collect()
}

/// The routes whose targets are asked, each once.
pub(super) fn routes<'a>(config: &'a Config, route: &'a RouteConfig) -> Vec<&'a RouteConfig> {
    let mut all = vec![route];
    for level in Level::ALL {
        let other = config.route_at(level, route);
        if !all.iter().any(|known| ptr::eq(*known, other)) {
            all.push(other);
        }
    }
    all
}

fn stored(cache: &Meant<'_>) -> String {
    format!("the answer to the same request, up to {} old", format_duration(cache.oldest()))
}

fn live(config: &Config, route: &RouteConfig, level: Level, edits: &Edits) -> String {
    let model = route.ladder().and_then(|section| section.model(level));
    let asked = match model {
        None => None,
        Some(model) => {
            let order = route::order(config, config.route_at(level, route));
            Some(format!("{} -> {order}", model.get_ref()))
        }
    };
    let longest = match edits.longest() {
        Some(tokens) => format!("up to {tokens} tokens"),
        None => "as long as asked for".to_owned(),
    };
    let offered = Feature::ALL.into_iter().filter(|feature| edits.offers(*feature));
    let offered: Vec<&str> = offered.map(Feature::name).collect();
    let offered = if offered.is_empty() { "plain text".to_owned() } else { offered.join(", ") };
    asked.into_iter().chain([longest, offered]).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use crate::config::Config;

    fn described(degrade: &str) -> String {
        let target = |name: &str| {
            format!("[[target]]\nname = \"{name}\"\nprovider = \"ollama\"\nmodel = \"m{name}\"\n")
        };
        let small = "[[route]]\nmodel = \"small-*\"\ntargets = [\"b\"]\n";
        let route = format!("[[route]]\nmodel = \"x\"\ntargets = [\"a\"]\n{degrade}\n");
        let text = [&target("a"), &target("b"), small, &route].concat();
        let config: Config = toml::from_str(&text).expect("valid");
        super::super::route::described(&config, &config.routes[1])
    }

    #[test]
    fn a_ladder_is_told_level_by_level() {
        let table = [
            ("", ""),
            ("degrade = \"off\"", ""),
            (
                "degrade = {}",
                "    full: up to 4096 tokens; streaming, tools, vision\n    \
                 reduced: up to 2048 tokens; streaming\n    \
                 minimal: up to 512 tokens; plain text\n    \
                 cached: the answer to the same request, up to 1day old\n",
            ),
            (
                "degrade.reduced.model = \"small-1\"",
                "    full: up to 4096 tokens; streaming, tools, vision\n    \
                 reduced: small-1 -> b (mb); up to 2048 tokens; streaming\n    \
                 minimal: small-1 -> b (mb); up to 512 tokens; plain text\n    \
                 cached: the answer to the same request, up to 1day old\n",
            ),
            (
                "cache = \"off\"\ndegrade = { reduced = \"off\", minimal = \"off\" }",
                "    full: up to 4096 tokens; streaming, tools, vision\n",
            ),
            (
                "cache.fresh = \"1h\"\ncache.stale_if_error = \"0s\"\n\
                 degrade = { reduced = \"off\", minimal = \"off\" }",
                "    full: up to 4096 tokens; streaming, tools, vision\n    \
                 cached: the answer to the same request, up to 1h 5m old\n",
            ),
            (
                "[route.degrade]\noffline = \"Back soon.\"\nreduced = \"off\"\n\
                 full.max_tokens = \"off\"\n[route.degrade.minimal]\nmodel = \"small-1\"\n\
                 features = [\"tools\"]\nmax_tokens = 99",
                "    full: as long as asked for; streaming, tools, vision\n    \
                 minimal: small-1 -> b (mb); up to 99 tokens; tools\n    \
                 cached: the answer to the same request, up to 1day old\n    \
                 offline: a text that needs nobody\n",
            ),
        ];
        for (degrade, expected) in table {
            let told = described(degrade);
            let (_, levels) = told.split_once("deterministic\n").expect("the measures");
            assert_eq!(levels, expected, "{degrade}");
        }
    }

    #[test]
    fn the_attempts_of_all_levels_are_counted() {
        let table =
            [("", "8"), ("degrade = {}", "8"), ("degrade.reduced.model = \"small-1\"", "11")];
        for (degrade, expected) in table {
            let told = described(&format!("max_attempts = 20\n{degrade}"));
            assert!(told.contains(&format!("at worst {expected} attempts")), "{told}");
        }
    }
}
