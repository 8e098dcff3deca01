//! What to do while no target is ready.

use std::time::Duration;

use super::{Left, Plan, Reason, Situation, Step};
use crate::settings::Unready;

/// A shorter wait is no wait: nobody may spin.
pub(super) const SOONEST: Duration = Duration::from_millis(10);
/// What must be left of the time after a wait: no model answers in less.
pub(super) const USEFUL: Duration = Duration::from_secs(1);

impl Plan {
    /// Waits for the soonest, asks it all the same, or gives up.
    pub(super) fn unready(&mut self, situation: &Situation<'_>) -> Step {
        let Some((place, wait)) = self.soonest(situation) else {
            return Step::GiveUp(self.none_is_left(situation));
        };
        match self.settings.unready {
            Unready::Wait => self.wait_or_ask(place, wait, situation),
            Unready::BestOfBad => {
                self.patience = Duration::ZERO;
                Step::Try(self.visit(place, Reason::LastResort, situation))
            }
            Unready::Reject => {
                Step::GiveUp(Reason::NoneReady(Some(wait).filter(|wait| *wait < Duration::MAX)))
            }
        }
    }

    /// Beyond the patience a target that is not ready is a last resort, never a reason to fail: its own
    /// gates refuse, and say for how long.
    fn wait_or_ask(&mut self, place: usize, wait: Duration, situation: &Situation<'_>) -> Step {
        let room = situation.answer_by.saturating_duration_since(situation.now);
        let wait = wait.max(SOONEST);
        if wait <= self.patience && wait.saturating_add(USEFUL) <= room {
            self.patience -= wait;
            return Step::Wait { until: situation.now + wait };
        }
        self.patience = Duration::ZERO;
        Step::Try(self.visit(place, Reason::LastResort, situation))
    }

    /// Where the one stands that fits and is ready soonest, and when that is.
    fn soonest(&self, situation: &Situation<'_>) -> Option<(usize, Duration)> {
        let fits = |(_, left): &(usize, &Left)| situation.lack(left).is_none();
        let left = self.left.iter().enumerate().filter(fits);
        let waits = left.map(|(place, left)| (place, situation.wait_for(left)));
        waits.min_by_key(|(_, wait)| *wait)
    }

    fn none_is_left(&self, situation: &Situation<'_>) -> Reason {
        let lack = self.left.iter().find_map(|left| situation.lack(left));
        lack.map_or(Reason::AllTried, Reason::NoneFits)
    }
}
