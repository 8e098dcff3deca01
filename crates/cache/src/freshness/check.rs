//! What times may be.

use std::time::Duration;

use osier_core::InvalidSetting;

use super::Freshness;

const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);

pub(super) fn check(freshness: &Freshness) -> Result<(), InvalidSetting> {
    let Freshness { fresh, stale_while_revalidate, stale_if_error } = *freshness;
    at_most_a_year("fresh", fresh)?;
    at_most_a_year("stale_while_revalidate", stale_while_revalidate)?;
    at_most_a_year("stale_if_error", stale_if_error)
}

fn at_most_a_year(field: &'static str, time: Duration) -> Result<(), InvalidSetting> {
    let refusal = || InvalidSetting::new(field, format!("{time:?}"), "0 s to 365 d");
    (time <= YEAR).then_some(()).ok_or_else(refusal)
}
