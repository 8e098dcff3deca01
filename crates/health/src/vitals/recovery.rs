//! When a target came back, and which part of its share it has since.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use super::ramp;

/// It failed since it came back.
const FAILED: u64 = 1;

/// When a target came back. A ramp that is under way goes on when somebody else finds out as well that
/// the target is back; it begins anew only if the target failed meanwhile.
#[derive(Debug, Default)]
pub(crate) struct Recovery {
    /// What moments are counted from, in milliseconds.
    born: OnceLock<Instant>,
    /// The moment plus one, above the lowest bit; zero for never.
    word: AtomicU64,
}

impl Recovery {
    /// Whatever came before.
    pub(crate) fn begin(&self, now: Instant) {
        self.word.store(self.at(now), Ordering::Relaxed);
    }

    /// Unless a ramp of this length is under way, and nothing has failed since.
    pub(super) fn found(&self, now: Instant, ramp: Duration) {
        let at = self.at(now);
        let begin = |word| {
            let goes_on = word & FAILED == 0 && self.share_at(word, now, ramp).is_some();
            (!goes_on).then_some(at)
        };
        let _ = self.word.try_update(Ordering::Relaxed, Ordering::Relaxed, begin);
    }

    pub(super) fn failed(&self) {
        self.word.fetch_or(FAILED, Ordering::Relaxed);
    }

    /// In percent, if it is not all.
    pub(super) fn share(&self, now: Instant, ramp: Duration) -> Option<u8> {
        self.share_at(self.word.load(Ordering::Relaxed), now, ramp)
    }

    fn share_at(&self, word: u64, now: Instant, ramp: Duration) -> Option<u8> {
        let millis = (word >> 1).checked_sub(1)?;
        let at = self.born.get()?.checked_add(Duration::from_millis(millis))?;
        ramp::share(now.saturating_duration_since(at), ramp)
    }

    fn at(&self, now: Instant) -> u64 {
        let age = now.saturating_duration_since(*self.born.get_or_init(|| now));
        let millis = u64::try_from(age.as_millis()).unwrap_or(u64::MAX);
        millis.saturating_add(1).min(u64::MAX >> 1) << 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RAMP: Duration = Duration::from_secs(30);

    #[test]
    fn a_ramp_goes_on_when_it_is_found_again_and_begins_anew_only_after_a_failure() {
        #[expect(clippy::disallowed_methods, reason = "only its distance to other moments matters")]
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let recovery = Recovery::default();
        recovery.failed();
        assert_eq!(recovery.share(at(0), RAMP), None, "it was never down");
        recovery.found(at(0), RAMP);
        recovery.found(at(10), RAMP);
        assert_eq!(recovery.share(at(10), RAMP), Some(40), "under way");
        recovery.failed();
        assert_eq!(recovery.share(at(10), RAMP), Some(40), "one failure takes nothing away");
        recovery.found(at(20), RAMP);
        assert_eq!(recovery.share(at(20), RAMP), Some(10), "it was down again");
        assert_eq!(recovery.share(at(50), RAMP), None);
        recovery.found(at(60), RAMP);
        assert_eq!(recovery.share(at(60), RAMP), Some(10), "a ramp that is over");
        recovery.begin(at(70));
        assert_eq!(recovery.share(at(70), RAMP), Some(10), "reinstated");
    }
}
