//! How a target that has come back gets its share again.

use std::time::Duration;

/// What it begins with, in percent.
const FIRST: u64 = 10;

/// The share of a target that came back this long ago, in percent, if it does not have all of it: from
/// a tenth to all in a straight line over `ramp`.
///
/// A target that has just recovered has empty caches and cold connections, and everybody's requests
/// at once would take it down again.
pub(crate) fn share(since: Duration, ramp: Duration) -> Option<u8> {
    if since >= ramp {
        return None;
    }
    let part = since.as_nanos() * u128::from(100 - FIRST) / ramp.as_nanos();
    u8::try_from(u128::from(FIRST) + part).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_grows_in_a_straight_line_and_is_whole_at_the_end() {
        let secs = Duration::from_secs;
        let table = [(0, Some(10)), (10, Some(40)), (15, Some(55)), (29, Some(97)), (30, None)];
        for (since, expected) in table {
            assert_eq!(share(secs(since), secs(30)), expected, "after {since} s");
        }
        assert_eq!(share(Duration::ZERO, Duration::ZERO), None, "no ramp");
        assert_eq!(share(secs(1), Duration::MAX), Some(10));
    }
}
