//! Whose answer it is, and the records of one.

use bytes::Bytes;

use crate::script::Part;

/// The identity of one answer.
#[derive(Clone, Debug)]
pub(crate) struct Stamp {
    /// Which chat request it answers, from 1.
    pub(crate) number: u64,
    /// Seconds since 1970.
    pub(crate) created: u64,
    /// The model that was asked for.
    pub(crate) model: String,
    /// Whether the caller asked for the usage event.
    pub(crate) include_usage: bool,
}

/// One record of a streamed answer, as it stands on the wire.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    pub(crate) bytes: Bytes,
    pub(crate) part: Part,
}

impl Piece {
    pub(super) fn frame(bytes: impl Into<Bytes>) -> Self {
        let (bytes, part) = (bytes.into(), Part::Frame);
        Self { bytes, part }
    }

    pub(super) fn content(bytes: impl Into<Bytes>) -> Self {
        let (bytes, part) = (bytes.into(), Part::Content);
        Self { bytes, part }
    }

    pub(super) fn terminator(bytes: impl Into<Bytes>) -> Self {
        let (bytes, part) = (bytes.into(), Part::Terminator);
        Self { bytes, part }
    }
}

/// A moment as RFC 3339 in UTC, to the second.
pub(super) fn rfc3339(unix: u64) -> String {
    let (year, month, day) = date(unix / 86_400);
    let (hour, minute, second) = (unix / 3600 % 24, unix / 60 % 60, unix % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// The date of a day counted from 1970, by eras of 400 years that begin on 1 March.
fn date(days: u64) -> (u64, u64, u64) {
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    (year, month, day)
}
