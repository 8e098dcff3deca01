//! Durations as text: `3`, `2.73`, `6m0s`, `1h2m3.5s`.

use std::time::Duration;

use super::LONGEST_WAIT;

/// Units with their seconds. A unit that begins like another stands before it: the longest match
/// counts, so that `20ms` is not 20 minutes and an `s`.
const UNITS: [(&str, f64); 8] = [
    ("ms", 1e-3),
    ("us", 1e-6),
    ("µs", 1e-6),
    ("ns", 1e-9),
    ("d", 86_400.0),
    ("h", 3_600.0),
    ("m", 60.0),
    ("s", 1.0),
];

/// Reads numbers with units, summed; a bare number is in seconds. `None` for everything else.
pub(super) fn parse(text: &str) -> Option<Duration> {
    if let Some((seconds, "")) = number(text) {
        return Some(seconds_of(seconds));
    }
    let mut sum = 0.0;
    let mut rest = text;
    loop {
        let (count, after) = number(rest)?;
        let (seconds, after) = unit(after)?;
        sum += count * seconds;
        if after.is_empty() {
            return Some(seconds_of(sum));
        }
        rest = after;
    }
}

/// Reads a bare number, in units of `unit` seconds.
pub(super) fn parse_number(text: &str, unit: f64) -> Option<Duration> {
    match number(text)? {
        (count, "") => Some(seconds_of(count * unit)),
        _ => None,
    }
}

/// Digits with an optional fraction, and what follows. No sign, no exponent, no `inf`.
fn number(text: &str) -> Option<(f64, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (digits, rest) = text.split_at_checked(end)?;
    Some((digits.parse().ok()?, rest))
}

fn unit(text: &str) -> Option<(f64, &str)> {
    UNITS.iter().find_map(|(name, seconds)| Some((*seconds, text.strip_prefix(name)?)))
}

/// `seconds` is never negative; digits without end make it infinite.
fn seconds_of(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).map_or(LONGEST_WAIT, |wait| wait.min(LONGEST_WAIT))
}
