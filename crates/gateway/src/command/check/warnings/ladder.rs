//! What of a ladder can be meant, but most often is not.

mod offline;
#[cfg(test)]
mod tests;

use osier::degrade::{Edits, Ladder, Level};
use toml::Spanned;

use super::{Tier, largest, longest};
use crate::command::check::cache::Meant;
use crate::config::{Config, RouteConfig, TargetConfig, WeightsConfig};

pub(super) fn of(config: &Config, route: &RouteConfig) -> Vec<String> {
    let Some(section) = route.ladder() else { return Vec::new() };
    let ladder = section.ladder();
    if ladder.levels().count() == 1 {
        let cache = Meant::of(config, route).map(|_| ", and what is stored stands in without it");
        return vec![format!("its ladder has no level below full{}", cache.unwrap_or_default())];
    }
    let no_better = no_better_in_an_outage(config, route, &ladder);
    let small = below(&ladder).filter_map(|level| small_level(config, route, level));
    let warnings = no_better.into_iter().chain(small).chain(longer_below(&ladder));
    warnings.chain(section.offline().and_then(offline::of)).collect()
}

/// Weights of nothing, where there is a ladder.
pub(super) fn still(config: &Config) -> Option<String> {
    let WeightsConfig { failures, unready, shedding } = *config.degrade.weights;
    let are_nothing = [failures, unready, shedding].iter().all(|weight| *weight == Some(0.0));
    let has_ladder = config.routes.iter().any(|route| route.ladder().is_some());
    (are_nothing && has_ladder)
        .then(|| "degrade: with all weights 0, nothing moves the standing level".to_owned())
}

/// The levels below full at which a model answers.
fn below(ladder: &Ladder) -> impl Iterator<Item = Level> {
    ladder.levels().filter(|level| level.is_live() && *level != Level::Full)
}

/// A target, and the model it is asked for; `None` for that of the caller.
type Asked<'a> = (&'a str, Option<&'a str>);

fn asked<'a>(config: &'a Config, route: &'a RouteConfig, level: Level) -> Vec<Asked<'a>> {
    let section = route.ladder();
    let model = section.and_then(|section| section.model(level)).map(Spanned::get_ref);
    let asked = |target: &'a TargetConfig| {
        let model = target.model_name().or(model.map(String::as_str));
        (target.name.get_ref().as_str(), model)
    };
    config.targets_of(config.route_at(level, route)).map(asked).collect()
}

/// Levels at which nobody is asked who is not asked at full already.
fn no_better_in_an_outage(config: &Config, route: &RouteConfig, ladder: &Ladder) -> Option<String> {
    let full = asked(config, route, Level::Full);
    let is_same =
        |level: &Level| asked(config, route, *level).iter().all(|asked| full.contains(asked));
    let same: Vec<&str> = below(ladder).filter(is_same).map(Level::name).collect();
    let told = match same.as_slice() {
        [] => return None,
        [one] => format!("{one} asks the same targets as full: it helps"),
        _ => format!("{} ask the same targets as full: they help", same.join(" and ")),
    };
    Some(format!("{told} against load, not against an outage"))
}

/// The longest requests of full cannot be answered at this level.
fn small_level(config: &Config, route: &RouteConfig, level: Level) -> Option<String> {
    let targets =
        |level| -> Tier<'_> { config.targets_of(config.route_at(level, route)).collect() };
    let most = longest(&targets(Level::Full))?;
    let largest = largest(&targets(level)).filter(|largest| *largest < most)?;
    Some(format!(
        "{level} takes up to {largest} tokens, and full up to {most}: longer requests cannot go there"
    ))
}

/// A worse level with longer answers than a better one.
fn longer_below(ladder: &Ladder) -> Option<String> {
    let longest = |level| ladder.edits_of(level).and_then(Edits::longest);
    let rank = |level: &Level| longest(*level).unwrap_or(u32::MAX);
    let levels: Vec<Level> = ladder.levels().filter(|level| level.is_live()).collect();
    let pairs = levels.iter().zip(levels.iter().skip(1));
    let (better, worse) = pairs.into_iter().find(|(better, worse)| rank(worse) > rank(better))?;
    Some(format!("answers may be longer at {worse} than at {better}, which is the better level"))
}
