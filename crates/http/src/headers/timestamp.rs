//! Moments as text, turned into waits.

use std::time::{Duration, UNIX_EPOCH};

use super::LONGEST_WAIT;

/// The wait until an HTTP date; nothing is left of one that has passed.
pub(super) fn until_http_date(text: &str, unix_time: Duration) -> Option<Duration> {
    let moment = httpdate::parse_http_date(text).ok()?;
    let moment = moment.duration_since(UNIX_EPOCH).unwrap_or_default();
    Some(moment.saturating_sub(unix_time).min(LONGEST_WAIT))
}

/// The wait until an RFC 3339 moment such as `2026-11-22T12:00:00Z`.
pub(super) fn until_rfc3339(text: &str, unix_time: Duration) -> Option<Duration> {
    let moment = u64::try_from(rfc3339(text)?).unwrap_or_default();
    let left = Duration::from_secs(moment).saturating_sub(unix_time);
    Some(left.min(LONGEST_WAIT))
}

/// Seconds since 1970. A fraction counts as a whole second: better a little late than too early.
fn rfc3339(text: &str) -> Option<i64> {
    let (date, time) = text.split_once(['T', 't', ' '])?;
    let (year, month, day) = triple(date, '-')?;
    let zone_at = time.find(['Z', 'z', '+', '-'])?;
    let (clock, zone) = time.split_at_checked(zone_at)?;
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, ""));
    let (hour, minute, second) = triple(clock, ':')?;
    let in_range = (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && hour < 24
        && minute < 60
        && second <= 60
        && fraction.bytes().all(|b| b.is_ascii_digit());
    let of_day = hour * 3600 + minute * 60 + second + i64::from(!fraction.is_empty());
    in_range.then_some(days_since_1970(year, month, day) * 86_400 + of_day - offset(zone)?)
}

/// Three numbers with a separator between them. Four digits at most each, so nothing overflows.
fn triple(text: &str, separator: char) -> Option<(i64, i64, i64)> {
    let mut parts = text.split(separator).map(digits);
    let triple = (parts.next()??, parts.next()??, parts.next()??);
    parts.next().is_none().then_some(triple)
}

fn digits(text: &str) -> Option<i64> {
    let plain = (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

/// Seconds east of Greenwich: `Z`, `+02:00`, `-07:00`.
fn offset(zone: &str) -> Option<i64> {
    if zone.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    let (hours, minutes) = zone.get(1..)?.split_once(':')?;
    Some(sign * (digits(hours)? * 3600 + digits(minutes)? * 60))
}

/// Days of the proleptic Gregorian calendar. Years are counted from March, so that the leap day is
/// the last of its year.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    // 719 468 days lie between 1 March of year 0 and 1970.
    year * 365 + leap_days + day_of_year - 719_468
}
