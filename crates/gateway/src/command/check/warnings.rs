//! What can be meant, but most often is not.

mod cache;
mod ladder;

use std::num::NonZeroU32;

use osier::failover::Feature;

use crate::config::{
    BalanceConfig, Config, PrefillConfig, ProviderKind, RouteConfig, TargetConfig, TierConfig,
};

/// In words for a person, in the order of the file.
pub(super) fn of(config: &Config) -> Vec<String> {
    let targets = config.targets.iter().filter_map(vain_prefill);
    let routes = config.routes.iter().flat_map(|route| of_route(config, route));
    targets.chain(ladder::still(config)).chain(cache::everywhere(config)).chain(routes).collect()
}

fn vain_prefill(target: &TargetConfig) -> Option<String> {
    use PrefillConfig::{ContinueFinalMessage, No, Prefix};
    use ProviderKind::{Anthropic, Ollama, OpenAi};
    let name = target.name.get_ref();
    match (target.provider, target.prefill) {
        (OpenAi, No) => None,
        (OpenAi, _) if target.base_url.is_none() => {
            Some(format!("target {name}: OpenAI answers a begun answer anew; leave `prefill` out"))
        }
        (Anthropic | Ollama, ContinueFinalMessage | Prefix) => Some(format!(
            "target {name}: that cannot be said in its dialect; write `prefill = true`"
        )),
        _ => None,
    }
}

/// The targets of one tier.
type Tier<'a> = Vec<&'a TargetConfig>;

fn of_route(config: &Config, route: &RouteConfig) -> Vec<String> {
    let targets = |tier: &TierConfig| -> Tier<'_> {
        tier.names().iter().filter_map(|name| config.target(name.get_ref())).collect()
    };
    let tiers: Vec<Tier<'_>> = route.targets.get_ref().iter().map(targets).collect();
    let features = tiers.iter().flat_map(unlike_features);
    let prices = tiers.iter().filter_map(|tier| unpriced(route, tier));
    let warnings = small_fallbacks(&tiers).into_iter().chain(features).chain(prices);
    let warnings = warnings.chain(ladder::of(config, route)).chain(cache::of(config, route));
    warnings.map(|warning| format!("route {}: {warning}", route.model.get_ref())).collect()
}

/// Fallback tiers that take less than the first one does: just its longest requests cannot go there.
fn small_fallbacks(tiers: &[Tier<'_>]) -> Vec<String> {
    let Some((first, fallbacks)) = tiers.split_first() else { return Vec::new() };
    let Some(most) = longest(first) else { return Vec::new() };
    let told = |tier: &Tier<'_>| {
        let largest = largest(tier).filter(|largest| *largest < most)?;
        let names = names(tier);
        Some(format!(
            "{names} takes up to {largest} tokens, and the first up to {most}: longer \
                      requests cannot go there"
        ))
    };
    fallbacks.iter().filter_map(told).collect()
}

/// The longest that any of them says it takes.
fn longest(targets: &[&TargetConfig]) -> Option<NonZeroU32> {
    targets.iter().filter_map(|target| target.context).max()
}

/// The longest that any of them takes, if all of them say so.
fn largest(targets: &[&TargetConfig]) -> Option<NonZeroU32> {
    let all = targets.iter().map(|target| target.context).collect::<Option<Vec<_>>>()?;
    all.into_iter().max()
}

/// What some targets of a tier are able to do and others are not.
fn unlike_features(tier: &Tier<'_>) -> Vec<String> {
    let told = |feature: Feature| {
        let able: Tier<'_> = tier.iter().copied().filter(|target| can(target, feature)).collect();
        let some = !able.is_empty() && able.len() < tier.len();
        some.then(|| {
            let (all, able, name) = (names(tier), names(&able), feature.name());
            format!("of the tier {all} only {able} supports {name}: what needs it is not balanced")
        })
    };
    Feature::ALL.into_iter().filter_map(told).collect()
}

fn can(target: &TargetConfig, feature: Feature) -> bool {
    target.supports.as_ref().is_none_or(|all| all.iter().any(|it| it.feature() == feature))
}

/// Who has no price costs nothing, and is always the cheapest.
fn unpriced(route: &RouteConfig, tier: &Tier<'_>) -> Option<String> {
    let free: Tier<'_> = tier.iter().copied().filter(|target| target.price.is_none()).collect();
    let by_price = route.balance == Some(BalanceConfig::Cheapest) && tier.len() > 1;
    (by_price && !free.is_empty()).then(|| {
        format!("{} has no `price` and passes for free, where the cheapest is taken", names(&free))
    })
}

fn names(tier: &[&TargetConfig]) -> String {
    let names: Vec<&str> = tier.iter().map(|target| target.name.get_ref().as_str()).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The warnings about targets a, b, c with these settings, and a route over them.
    fn warnings(settings: [&str; 3], route: &str) -> Vec<String> {
        let target = |(name, more): (&str, &str)| {
            format!(
                "[[target]]\nname = \"{name}\"\nprovider = \"openai\"\napi_key = \"k\"\n{more}\n"
            )
        };
        let targets: String = ["a", "b", "c"].into_iter().zip(settings).map(target).collect();
        let route = format!("[[route]]\nmodel = \"x\"\n{route}");
        of(&toml::from_str(&(targets + &route)).expect("valid"))
    }

    #[test]
    fn what_can_hardly_be_meant_is_told() {
        let table = [
            (
                ["context = 9000", "context = 8000", "context = 9000"],
                "targets = [\"a\", \"b\", \"c\"]",
                vec![
                    "route x: b takes up to 8000 tokens, and the first up to 9000: longer requests \
                      cannot go there",
                ],
            ),
            (
                ["supports = [\"tools\", \"vision\"]", "supports = [\"tools\"]", ""],
                "targets = [[\"a\", \"b\"], \"c\"]",
                vec![
                    "route x: of the tier a, b only a supports vision: what needs it is not balanced",
                ],
            ),
            (
                ["prefill = true", "prefill = true\nbase_url = \"http://x\"", ""],
                "targets = [\"a\"]",
                vec!["target a: OpenAI answers a begun answer anew; leave `prefill` out"],
            ),
            (
                ["price = { input = 1, output = 2.5 }", "", ""],
                "targets = [[\"a\", \"b\"], \"c\"]\nbalance = \"cheapest\"",
                vec!["route x: b has no `price` and passes for free, where the cheapest is taken"],
            ),
        ];
        for (settings, route, expected) in table {
            assert_eq!(warnings(settings, route), expected);
        }
    }

    #[test]
    fn what_a_dialect_cannot_say_is_told() {
        for provider in ["anthropic", "ollama"] {
            let warnings = |prefill: &str| {
                of(&toml::from_str(&format!(
                    "[[target]]\nname = \"a\"\nprovider = \"{provider}\"\napi_key = \"k\"\n\
                     prefill = {prefill}\n[[route]]\nmodel = \"x\"\ntargets = [\"a\"]"
                ))
                .expect("valid"))
            };
            let told = "target a: that cannot be said in its dialect; write `prefill = true`";
            assert_eq!(warnings("\"prefix\""), [told]);
            assert_eq!(warnings("\"continue_final_message\""), [told]);
            assert_eq!(warnings("true"), [""; 0]);
        }
    }

    #[test]
    fn nothing_is_told_of_what_can_well_be_meant() {
        let order = "targets = [\"a\", \"b\", \"c\"]";
        let tiers = "targets = [[\"a\", \"b\"], \"c\"]";
        let table = [
            (["", "", ""], tiers),
            (["context = 9000", "", "context = 9000"], order),
            (["context = 9000", "context = 100", "context = 100"], "targets = [[\"a\", \"b\"]]"),
            (["supports = [\"tools\"]", "supports = []", ""], order),
            (["", "", "price = { input = 1, output = 1 }"], order),
            (["", "prefill = \"prefix\"\nbase_url = \"http://x\"", ""], order),
        ];
        for (settings, route) in table {
            assert_eq!(warnings(settings, route), [""; 0], "{settings:?} {route}");
        }
    }
}
