//! Durations as people write them: `"250ms"`, `"30s"`, `"10m"`.

use std::time::Duration;

use serde::de::{Deserialize, Deserializer, Error};

/// Longer than anything here can make sense, and short enough for every clock.
const LONGEST: Duration = Duration::from_secs(365 * 86_400);

/// For `#[serde(deserialize_with = …)]`.
pub(in crate::config) fn duration<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Duration, D::Error> {
    let duration = any(deserializer)?;
    if duration.is_zero() { Err(expected()) } else { Ok(duration) }
}

fn any<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    let text = String::deserialize(deserializer).map_err(|_| expected())?;
    let duration = humantime::parse_duration(&text).ok();
    duration.filter(|duration| *duration <= LONGEST).ok_or_else(expected)
}

fn expected<E: Error>() -> E {
    E::custom(
        "expected a duration longer than zero and up to a year, such as \"250ms\", \"30s\" or \"10m\"",
    )
}

/// The same where the field may be left out.
pub(in crate::config) fn optional<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Duration>, D::Error> {
    duration(deserializer).map(Some)
}

/// The same where zero means something too.
pub(in crate::config) fn optional_or_zero<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Duration>, D::Error> {
    any(deserializer).map(Some)
}
