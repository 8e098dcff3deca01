//! Checks that settings have in common.

use std::ops::RangeInclusive;
use std::time::Duration;

use osier_core::InvalidSetting;

pub(crate) fn number(
    field: &'static str,
    value: u32,
    range: RangeInclusive<u32>,
    allowed: &'static str,
) -> Result<(), InvalidSetting> {
    let refusal = || InvalidSetting::new(field, value.to_string(), allowed);
    range.contains(&value).then_some(()).ok_or_else(refusal)
}

pub(crate) fn span(
    field: &'static str,
    value: Duration,
    range: RangeInclusive<Duration>,
    allowed: &'static str,
) -> Result<(), InvalidSetting> {
    let refusal = || InvalidSetting::new(field, format!("{value:?}"), allowed);
    range.contains(&value).then_some(()).ok_or_else(refusal)
}
