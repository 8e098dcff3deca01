//! What is wrong with a route.

use std::collections::HashSet;

use osier::failover::{Failover, Settings};

use super::layers::made;
use super::{Wrong, wrong};
use crate::config::{OffOr, RouteConfig, TierConfig};

pub(super) fn check(route: &RouteConfig, names: &HashSet<&str>) -> Result<(), Wrong> {
    check_model(route)?;
    check_targets(route, names)?;
    check_sections(route)
}

fn check_model(route: &RouteConfig) -> Result<(), Wrong> {
    let model = route.model.get_ref();
    if model.is_empty() || model.strip_suffix('*').unwrap_or(model).contains('*') {
        let message = "route.model: expected a model name, `prefix*`, or `*` for any";
        return wrong(route.model.span(), message);
    }
    Ok(())
}

fn check_targets(route: &RouteConfig, names: &HashSet<&str>) -> Result<(), Wrong> {
    let tiers = route.targets.get_ref();
    let nobody = "route.targets: expected the name of a target";
    if tiers.is_empty() {
        return wrong(route.targets.span(), nobody);
    }
    if let Some(empty) = tiers.iter().find(|tier| tier.names().is_empty()) {
        return wrong(empty.span(), nobody);
    }
    let mut seen = HashSet::new();
    for target in tiers.iter().flat_map(TierConfig::names) {
        let name = target.get_ref().as_str();
        if !names.contains(name) {
            return wrong(target.span(), unknown_target(name, names));
        }
        if !seen.insert(name) {
            let message = format!("route.targets: `{name}` stands twice; failing over to itself");
            return wrong(target.span(), format!("{message} helps nobody"));
        }
    }
    Ok(())
}

fn unknown_target(name: &str, names: &HashSet<&str>) -> String {
    let mut known: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    known.sort();
    format!("route.targets: no target `{name}`; expected one of {}", known.join(", "))
}

/// Each section is tried alone, so that it is the one to blame.
fn check_sections(route: &RouteConfig) -> Result<(), Wrong> {
    let alone = |settings: Settings| Failover::try_new("", settings);
    if let Some(hedge) = route.hedge.as_ref().and_then(OffOr::get) {
        let settings = Settings::default().hedge(hedge.settings());
        made("route.hedge", hedge.span(), alone(settings))?;
    }
    if let Some(held) = route.hold_back.as_ref().and_then(OffOr::get) {
        let settings = Settings::default().hold_back(held.settings());
        made("route.hold_back", held.span(), alone(settings))?;
    }
    Ok(())
}
