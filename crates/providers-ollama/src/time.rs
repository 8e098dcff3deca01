//! The time stamps of answers.

#[cfg(test)]
mod tests;

/// A moment in seconds and nanoseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stamp {
    pub(crate) seconds: u64,
    pub(crate) nanos: u32,
}

impl Stamp {
    /// Reads RFC 3339 (`2026-11-22T12:00:00.123456789Z`); `None` for anything else, and for what was
    /// before 1970.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (date, rest) = text.split_once(['T', 't', ' '])?;
        let [year, month, day] = numbers(date, '-')?;
        let (clock, offset) = rest.split_at(rest.find(['Z', 'z', '+', '-'])?);
        let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
        let [hour, minute, second] = numbers(clock, ':')?;
        let plausible = (1..=12).contains(&month) && (1..=31).contains(&day) && year <= 9999;
        if !plausible || hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        let days = days_since_1970(year, month, day);
        let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offset_seconds(offset)?;
        Some(Self { seconds: u64::try_from(seconds).ok()?, nanos: nanos(fraction)? })
    }
}

fn numbers(text: &str, separator: char) -> Option<[i64; 3]> {
    let mut parts = text.split(separator).map(|part| {
        let digits = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        part.parse().ok().filter(|_| digits)
    });
    let three = [parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(three)
}

fn nanos(fraction: &str) -> Option<u32> {
    let digits = fraction.get(..9).unwrap_or(fraction);
    format!("{digits:0<9}").parse().ok()
}

/// `Z`, `+02:00` or `-07:30`.
fn offset_seconds(offset: &str) -> Option<i64> {
    let (sign, rest) = match offset.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        (_, rest) => return rest.is_empty().then_some(0),
    };
    let [hours, minutes, _] = numbers(&format!("{rest}:0"), ':')?;
    (hours < 24 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
}

/// Days in the Gregorian calendar, with years that begin in March so that the leap day is the last.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let months_since_march = (month + 9) % 12;
    let day_of_year = (153 * months_since_march + 2) / 5 + day - 1;
    year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + day_of_year
        - 719_468
}
