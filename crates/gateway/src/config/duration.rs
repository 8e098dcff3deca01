//! Durations as people write them: `"250ms"`, `"30s"`, `"10m"`.

use std::time::Duration;

use serde::de::{Deserialize, Deserializer, Error};

/// Longer than anything here can make sense, and short enough for every clock.
const LONGEST: Duration = Duration::from_secs(365 * 86_400);

/// For `#[serde(deserialize_with = …)]`.
pub(super) fn duration<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    let text = String::deserialize(deserializer)?;
    match humantime::parse_duration(&text) {
        Ok(duration) if !duration.is_zero() && duration <= LONGEST => Ok(duration),
        _ => Err(D::Error::custom(
            "expected a duration longer than zero and up to a year, such as \"250ms\", \"30s\" or \"10m\"",
        )),
    }
}

/// The same where the field may be left out.
pub(super) fn optional<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Duration>, D::Error> {
    duration(deserializer).map(Some)
}
