//! What a route means, in words.

use osier::retry::{Policy, RetryPolicy};

use super::ladder;
use crate::config::{
    Config, OffOr, PrefillConfig, RefusalsConfig, RestartConfig, RouteConfig, TargetConfig,
    TierConfig, UnreadyConfig,
};

/// Who answers and in which order, what that takes at worst, and what is done against failures.
pub(super) fn described(config: &Config, route: &RouteConfig) -> String {
    let deadline = humantime::format_duration(route.deadline.unwrap_or(config.server.deadline));
    let (name, attempts) = (route.model.get_ref(), attempts(config, route));
    let (order, measures) = (order(config, route), measures(config, route));
    let levels = ladder::described(config, route);
    format!(
        "{name} -> {order}\n    at worst {attempts} attempts in {deadline}\n    {measures}\n{levels}"
    )
}

/// The tiers of a route, in order.
pub(super) fn order(config: &Config, route: &RouteConfig) -> String {
    let strategy = route.balance.unwrap_or_default().strategy().name();
    let tier = |tier: &TierConfig| {
        let names = tier.names().iter().map(|name| target(config, name.get_ref()));
        let names: Vec<String> = names.collect();
        match names.len() {
            0 | 1 => names.concat(),
            _ => format!("{} by {strategy}", names.join(" or ")),
        }
    };
    let tiers: Vec<String> = route.targets.get_ref().iter().map(tier).collect();
    tiers.join(", then ")
}

fn target(config: &Config, name: &str) -> String {
    match config.target(name).and_then(TargetConfig::model_name) {
        Some(model) => format!("{name} ({model})"),
        None => format!("{name} (the model asked for)"),
    }
}

/// As many as the targets of all levels make together, one of them once more for a repair, and an attempt for
/// each way to go on with a stream that broke off; all within what one request may make.
fn attempts(config: &Config, route: &RouteConfig) -> u32 {
    let asked = ladder::routes(config, route).into_iter();
    let made = asked.flat_map(|route| config.targets_of(route)).map(|target| {
        RetryPolicy::try_new(target.retry.settings()).map_or(1, |policy| policy.max_attempts())
    });
    let made: Vec<u32> = made.collect();
    let repair = made.iter().copied().max().unwrap_or_default();
    let resume = if matches!(route.resume, Some(OffOr::Off)) { 0 } else { 2 };
    made.into_iter()
        .fold(repair.saturating_add(resume), u32::saturating_add)
        .min(route.max_attempts.unwrap_or(config.server.max_attempts).get())
}

fn measures(config: &Config, route: &RouteConfig) -> String {
    let held = route.hold_back.as_ref().and_then(OffOr::get).map(|held| {
        let time = humantime::format_duration(held.time());
        format!("hold back {} tokens, up to {time}", held.tokens())
    });
    let unready = match route.unready.unwrap_or_default() {
        UnreadyConfig::Wait => None,
        UnreadyConfig::BestOfBad => Some("ask the best of the bad"),
        UnreadyConfig::Reject => Some("reject while none is ready"),
    };
    let around = route.refusals == Some(RefusalsConfig::RouteAround);
    let refusals = around.then_some("route around refusals");
    let others = [held, unready.map(str::to_owned), refusals.map(str::to_owned)];
    let all = [hedge(route), resume(config, route)].into_iter().chain(others.into_iter().flatten());
    all.collect::<Vec<_>>().join("; ")
}

fn hedge(route: &RouteConfig) -> String {
    let hedge = match &route.hedge {
        None => Some(crate::config::HedgeConfig::default()),
        Some(hedge) => hedge.get().map(|hedge| **hedge),
    };
    match hedge.filter(|_| route.target_names().len() > 1) {
        Some(hedge) => format!("hedge after {}", humantime::format_duration(hedge.after())),
        None => "no hedge".to_owned(),
    }
}

fn resume(config: &Config, route: &RouteConfig) -> String {
    let resume = match &route.resume {
        None => Some(crate::config::ResumeConfig::default()),
        Some(resume) => resume.get().map(|resume| **resume),
    };
    let Some(resume) = resume else { return "no resume".to_owned() };
    let able = config.targets_of(route).filter(|target| target.prefill != PrefillConfig::No);
    let able: Vec<&str> = able.map(|target| target.name.get_ref().as_str()).collect();
    let prefills = resume.prefill.unwrap_or(true) && !able.is_empty();
    let prefill = prefills.then(|| format!("prefill ({})", able.join(", ")));
    let restart = match resume.restart.unwrap_or_default() {
        RestartConfig::Deterministic => Some("restart if deterministic".to_owned()),
        RestartConfig::Always => Some("restart".to_owned()),
        RestartConfig::Never => None,
    };
    let ways: Vec<String> = prefill.into_iter().chain(restart).collect();
    if ways.is_empty() {
        "no resume".to_owned()
    } else {
        format!("resume by {}", ways.join(" or "))
    }
}

#[cfg(test)]
mod tests {
    use crate::config::Config;

    fn described(route: &str) -> String {
        let target = |name: &str, more: &str| {
            format!("[[target]]\nname = \"{name}\"\nprovider = \"ollama\"\nmodel = \"m\"\n{more}\n")
        };
        let targets = target("a", "") + &target("b", "prefill = true") + &target("c", "");
        let text = format!("{targets}[[route]]\nmodel = \"x\"\n{route}");
        let config: Config = toml::from_str(&text).expect("valid");
        super::described(&config, &config.routes[0])
    }

    #[test]
    fn a_route_is_told_with_its_tiers_its_strategy_and_its_measures() {
        let table = [
            (
                "targets = [\"a\"]",
                "x -> a (m)\n    at worst 8 attempts in 10m\n    \
                 no hedge; resume by restart if deterministic\n",
            ),
            (
                "targets = [[\"a\", \"b\"], \"c\"]",
                "x -> a (m) or b (m) by power_of_two, then c (m)\n    at worst 8 attempts in 10m\n    \
                 hedge after 10s; resume by prefill (b) or restart if deterministic\n",
            ),
            (
                "targets = [\"a\", [\"b\", \"c\"]]\nbalance = \"cheapest\"\nmax_attempts = 2\n\
                 deadline = \"1m\"\nhedge = \"off\"\nresume = \"off\"\nunready = \"reject\"\n\
                 hold_back = {}\nrefusals = \"route_around\"",
                "x -> a (m), then b (m) or c (m) by cheapest\n    at worst 2 attempts in 1m\n    \
                 no hedge; no resume; hold back 8 tokens, up to 500ms; reject while none is ready; \
                 route around refusals\n",
            ),
            (
                "targets = [\"a\", \"b\"]\nhedge.after = \"2s\"\nresume.restart = \"never\"\n\
                 resume.prefill = false",
                "x -> a (m), then b (m)\n    at worst 8 attempts in 10m\n    \
                 hedge after 2s; no resume\n",
            ),
        ];
        for (route, expected) in table {
            assert_eq!(described(route), expected, "{route}");
        }
    }
}
