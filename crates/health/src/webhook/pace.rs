//! Whether a delivery is tried again, and when: pure.

use std::time::Duration;

use osier_core::{Error, ErrorKind};

/// In all; what has not arrived by then, about a quarter of a minute later, will not.
pub(super) const ATTEMPTS: u32 = 5;
const FIRST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(30);
/// How far a pause is spread, either way.
const JITTER: f64 = 0.2;

/// How long to wait after this many attempts, from 1, given a random number from 0 to 1; `None` if no
/// other is made.
pub(super) fn pause(attempts: u32, answer: &Result<u16, Error>, random: f64) -> Option<Duration> {
    if attempts >= ATTEMPTS || !may_help(answer) {
        return None;
    }
    let doubled = FIRST.saturating_mul(2_u32.saturating_pow(attempts.saturating_sub(1)));
    Some(doubled.min(LONGEST).mul_f64(1.0 - JITTER + 2.0 * JITTER * random))
}

/// Whether the same may arrive later. A refusal is for people to mend.
fn may_help(answer: &Result<u16, Error>) -> bool {
    match answer {
        Ok(status) => matches!(status, 408 | 429 | 500..=599),
        Err(error) => error.kind() != ErrorKind::Internal,
    }
}

/// Whether it has arrived.
pub(super) fn has_arrived(answer: &Result<u16, Error>) -> bool {
    matches!(answer, Ok(200..=299))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_may_help_is_tried_again_and_no_more_than_four_times() {
        for status in [408, 429, 500, 502, 503, 599] {
            assert!(pause(1, &Ok(status), 0.5).is_some(), "{status}");
        }
        for status in [200, 204, 301, 307, 400, 401, 404, 410] {
            assert!(pause(1, &Ok(status), 0.5).is_none(), "{status}");
        }
        for kind in [ErrorKind::Connect, ErrorKind::Timeout, ErrorKind::Server] {
            assert!(pause(1, &Err(Error::new(kind)), 0.5).is_some(), "{kind:?}");
        }
        assert!(pause(1, &Err(Error::new(ErrorKind::Internal)), 0.5).is_none(), "no such URL");
        assert!(pause(ATTEMPTS, &Ok(503), 0.5).is_none());
    }

    #[test]
    fn pauses_double_and_are_spread() {
        let pauses: Vec<_> = (1..ATTEMPTS).filter_map(|n| pause(n, &Ok(503), 0.5)).collect();
        assert_eq!(pauses, [1, 2, 4, 8].map(Duration::from_secs));
        let millis = |random| pause(1, &Ok(503), random).map(|pause| pause.as_millis());
        assert_eq!((millis(0.0), millis(1.0)), (Some(800), Some(1200)));
    }
}
