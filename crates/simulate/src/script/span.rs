//! Spans of time as they stand in configuration: `250ms`, `1.5s`, `2m`, `1h`.

use std::time::Duration;

use serde::{Deserialize, Deserializer, de::Error};

pub(super) fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
    parse(&text).ok_or_else(|| {
        D::Error::custom(format!(
            "expected a span of time such as \"250ms\", \"1.5s\", \"2m\" or \"1h\", got {text:?}"
        ))
    })
}

pub(super) fn read_some<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Duration>, D::Error> {
    read(deserializer).map(Some)
}

pub(super) fn parse(text: &str) -> Option<Duration> {
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let (number, unit) = text.split_at_checked(digits)?;
    let seconds = match unit {
        "ms" => 0.001,
        "s" => 1.0,
        "m" => 60.0,
        "h" => 3600.0,
        _ => return None,
    };
    let span = number.parse::<f64>().ok()? * seconds;
    // Down to the microsecond: what is finer is the dust of a decimal fraction.
    let micros = (span * 1e6).round() / 1e6;
    Duration::try_from_secs_f64(micros).ok()
}
