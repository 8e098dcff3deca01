//! What is wrong with the ladder of a route.

use std::ops::Range;

use osier::degrade::{Degrade, Edits, Ladder, Level};
use toml::Spanned;

use super::layers::made;
use super::{Wrong, wrong};
use crate::config::{Config, RouteConfig};

/// To be asked once all routes are known to be sound: levels name each other's.
pub(super) fn check(config: &Config, route: &RouteConfig) -> Result<(), Wrong> {
    let Some(ladder) = route.ladder() else { return Ok(()) };
    if let Some(text) = ladder.offline.as_ref().filter(|text| text.get_ref().trim().is_empty()) {
        return wrong(text.span(), "route.degrade.offline: expected what callers are told");
    }
    check_edits(Level::Full, ladder.full.span(), ladder.full.edits(Level::Full))?;
    for (level, section) in ladder.sections() {
        section.model.as_ref().map_or(Ok(()), |model| check_model(config, level, model))?;
        check_edits(level, section.span(), section.edits(level))?;
    }
    Ok(())
}

/// Each level is tried alone, so that it is the one to blame.
fn check_edits(level: Level, span: Range<usize>, edits: Edits) -> Result<(), Wrong> {
    let degrade = Degrade::try_new("", Ladder::full().edits(level, edits));
    made(&format!("route.degrade.{level}"), span, degrade)
}

fn check_model(config: &Config, level: Level, model: &Spanned<String>) -> Result<(), Wrong> {
    let (name, field) = (model.get_ref(), format!("route.degrade.{level}.model"));
    if name.is_empty() || name.contains('*') {
        return wrong(model.span(), format!("{field}: expected the name of one model"));
    }
    if config.route(name).is_some() {
        return Ok(());
    }
    let known: Vec<String> =
        config.routes.iter().map(|route| format!("`{}`", route.model.get_ref())).collect();
    let known = known.join(", ");
    wrong(model.span(), format!("{field}: no route answers to `{name}`; expected one of {known}"))
}
