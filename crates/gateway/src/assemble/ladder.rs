//! The ladders of routes.

use std::collections::HashMap;

use osier::cache::RouteCache;
use osier::degrade::{Degrade, Level, Moved};
use osier::{Recall, SharedProvider};

use super::Failure;
use crate::config::{Config, RouteConfig};

/// Who answers on each route, without its ladder, by the route's name.
pub(super) type Plain<'a> = HashMap<&'a str, SharedProvider>;

/// The ladder of this route, if it has one. Its levels ask the targets of other routes, not their ladders.
pub(super) fn of(
    config: &Config,
    route: &RouteConfig,
    plain: &Plain<'_>,
    cache: Option<&RouteCache>,
    hears: impl Fn(&Moved) + Send + Sync + 'static,
) -> Result<Option<Degrade>, Failure> {
    let Some(section) = route.ladder() else { return Ok(None) };
    let name = route.model.get_ref().as_str();
    let ladder = section.ladder().settings(config.degrade.settings());
    let ladder = ladder.on_move(hears);
    let ladder = match cache {
        Some(cache) => ladder.stale(Recall::new(cache.clone())),
        None => ladder,
    };
    let ladder = Level::ALL.into_iter().fold(ladder, |ladder, level| {
        let asked = section.model(level).and_then(|model| config.route(model.get_ref()));
        match asked.and_then(|asked| plain.get(asked.model.get_ref().as_str())) {
            Some(provider) => ladder.provider(level, provider.clone()),
            None => ladder,
        }
    });
    let degrade = Degrade::try_new(name, ladder);
    degrade.map(Some).map_err(|wrong| format!("route `{name}`: degrade: {wrong}").into())
}
