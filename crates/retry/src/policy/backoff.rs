//! How long to wait.

use std::time::Duration;

use super::{Jitter, RetrySettings};

/// What is added to every wait at most, as a share of it. Those who were told the same Retry-After
/// must not all come back at the same moment.
const SPREAD: f64 = 0.1;

impl RetrySettings {
    /// The wait after the failure of the attempt of this number, before it is [spread](spread_out): the
    /// backoff from `base`, or `not_before` if that is longer.
    pub(super) fn wait(
        &self,
        attempt: u32,
        base: Duration,
        not_before: Duration,
        random: f64,
    ) -> Duration {
        let backoff = jittered(self.backoff(attempt, base), self.jitter, proper(random));
        backoff.max(not_before)
    }

    /// `base` times `factor` to the power of the failures before this one, but at most `cap`, also
    /// where the power is beyond all numbers.
    fn backoff(&self, attempt: u32, base: Duration) -> Duration {
        let failures = i32::try_from(attempt.saturating_sub(1)).unwrap_or(i32::MAX);
        let seconds = base.as_secs_f64() * self.factor.powi(failures);
        Duration::try_from_secs_f64(seconds).map_or(self.cap, |backoff| backoff.min(self.cap))
    }
}

/// The wait and up to a tenth more: never shorter than it is.
pub(super) fn spread_out(wait: Duration, random: f64) -> Duration {
    wait.saturating_add(share(wait, SPREAD * proper(random)))
}

fn proper(random: f64) -> f64 {
    if random.is_nan() { 0.0 } else { random.clamp(0.0, 1.0) }
}

fn jittered(backoff: Duration, jitter: Jitter, random: f64) -> Duration {
    match jitter {
        Jitter::Full => share(backoff, random),
        Jitter::Equal => backoff / 2 + share(backoff, random / 2.0),
        Jitter::None => backoff,
    }
}

/// This share of a span, from 0 to 1: never more than the span, however coarse the arithmetic.
fn share(span: Duration, share: f64) -> Duration {
    let share = Duration::try_from_secs_f64(span.as_secs_f64() * share);
    share.map_or(span, |share| share.min(span))
}
