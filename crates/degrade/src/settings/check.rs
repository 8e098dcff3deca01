//! What settings may be.

use std::fmt::Debug;
use std::ops::RangeInclusive;
use std::time::Duration;

use osier_core::InvalidSetting;

use super::{Settings, Weights};

const SECOND: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_secs(3600);

pub(super) fn check(settings: &Settings) -> Result<(), InvalidSetting> {
    within("window", settings.window, SECOND..=HOUR, "1 s to 1 h")?;
    within("minimum_calls", settings.minimum_calls, 1..=10_000, "1 to 10000")?;
    pressures(settings)?;
    let hold = settings.window..=HOUR;
    within("hold_max", settings.hold_max, hold, "at least window, at most 1 h")?;
    within("trial", settings.trial, SECOND..=SECOND * 600, "1 s to 10 min")?;
    let share = f64::MIN_POSITIVE..=1.0;
    within("trial_share", settings.trial_share, share, "more than 0, at most 1")?;
    within("trial_calls", settings.trial_calls, 1..=1000, "1 to 1000")?;
    within("patience", settings.patience, SECOND..=HOUR, "1 s to 1 h")?;
    weights(settings.weights)
}

/// What is clean is not bad, and what is dead is bad as well.
fn pressures(settings: &Settings) -> Result<(), InvalidSetting> {
    let Settings { clean_at, down_at, dead_at, .. } = *settings;
    let is_clean = clean_at > 0.0 && clean_at < 1.0;
    held("clean_at", clean_at, is_clean, "more than 0, less than 1")?;
    let is_down = down_at > clean_at && down_at <= 1.0;
    held("down_at", down_at, is_down, "more than clean_at, at most 1")?;
    within("dead_at", dead_at, down_at..=1.0, "at least down_at, at most 1")
}

fn weights(weights: Weights) -> Result<(), InvalidSetting> {
    let Weights { failures, unready, shedding } = weights;
    within("weights.failures", failures, 0.0..=1.0, "0 to 1")?;
    within("weights.unready", unready, 0.0..=1.0, "0 to 1")?;
    within("weights.shedding", shedding, 0.0..=1.0, "0 to 1")
}

fn within<T: Debug + PartialOrd>(
    field: &'static str,
    value: T,
    range: RangeInclusive<T>,
    allowed: &'static str,
) -> Result<(), InvalidSetting> {
    let is_allowed = range.contains(&value);
    held(field, value, is_allowed, allowed)
}

fn held(
    field: &'static str,
    value: impl Debug,
    is_allowed: bool,
    allowed: &'static str,
) -> Result<(), InvalidSetting> {
    let refusal = || InvalidSetting::new(field, format!("{value:?}"), allowed);
    is_allowed.then_some(()).ok_or_else(refusal)
}
