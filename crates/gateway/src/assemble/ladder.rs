//! The ladders of routes.

use std::collections::HashMap;

use osier::SharedProvider;
use osier::degrade::{Degrade, Level, Moved};

use super::Failure;
use crate::config::{Config, LadderConfig, RouteConfig};

/// Who answers on each route, without its ladder, by the route's name.
pub(super) type Plain<'a> = HashMap<&'a str, SharedProvider>;

/// The ladder of this route, if it has one. Its levels ask the targets of other routes, not their ladders.
pub(super) fn of(
    config: &Config,
    route: &RouteConfig,
    plain: &Plain<'_>,
    hears: impl Fn(&Moved) + Send + Sync + 'static,
) -> Result<Option<Degrade>, Failure> {
    let Some(section) = route.ladder() else { return Ok(None) };
    let name = route.model.get_ref().as_str();
    let ladder = section.ladder().settings(config.degrade.settings());
    let ladder = ladder.on_move(hears);
    let ladder = Level::ALL.into_iter().fold(ladder, |ladder, level| {
        match elsewhere(config, route, section, level).and_then(|other| plain.get(other)) {
            Some(provider) => ladder.provider(level, provider.clone()),
            None => ladder,
        }
    });
    let degrade = Degrade::try_new(name, ladder);
    degrade.map(Some).map_err(|wrong| format!("route `{name}`: degrade: {wrong}").into())
}

/// The name of the route that is asked at this level, if that makes a difference: where it is the same one, a
/// target without a model of its own is asked for another model, and may well answer.
fn elsewhere<'a>(
    config: &'a Config,
    route: &RouteConfig,
    section: &LadderConfig,
    level: Level,
) -> Option<&'a str> {
    let asked = config.route(section.model(level)?.get_ref())?;
    let is_other = asked.model.get_ref() != route.model.get_ref();
    let takes_any_model = config.targets_of(asked).any(|target| target.model_name().is_none());
    (is_other || takes_any_model).then_some(asked.model.get_ref().as_str())
}
