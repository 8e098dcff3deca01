//! What to do while no target is ready.

use std::time::Duration;

use super::{Left, Plan, Reason, Situation, Step};
use crate::settings::Unready;

/// A shorter wait is no wait, nor is whoever refused asked again sooner: nobody may spin.
pub(crate) const SOONEST: Duration = Duration::from_millis(10);
/// What must be left of the time after a wait: no model answers in less.
pub(super) const USEFUL: Duration = Duration::from_secs(1);
/// What a random number is drawn for here.
pub(super) const SPREAD: u64 = u64::from_be_bytes(*b"spread  ");

impl Plan {
    /// Waits for the soonest, asks it all the same, or gives up.
    pub(super) fn unready(&mut self, situation: &Situation<'_>) -> Step {
        let Some((place, wait)) = self.soonest() else {
            return Step::GiveUp(self.none_is_left());
        };
        match self.settings.unready {
            Unready::Wait => match self.waits(wait, situation) {
                Some(wait) => Step::Wait { until: situation.now + wait },
                None => self.last_resort(place, situation),
            },
            Unready::BestOfBad => self.last_resort(place, situation),
            // It says itself why it is not there.
            Unready::Reject if wait == Duration::MAX => self.last_resort(place, situation),
            Unready::Reject => Step::GiveUp(Reason::NoneReady(wait)),
        }
    }

    /// How long to wait, if the patience and the deadline allow it: up to a tenth more than is needed,
    /// another for each request, so that those that wait for the same target do not all come at once.
    fn waits(&mut self, wait: Duration, situation: &Situation<'_>) -> Option<Duration> {
        let room = situation.answer_by.saturating_duration_since(situation.now);
        let most = self.patience.min(room.saturating_sub(USEFUL));
        let wait = wait.max(SOONEST);
        if wait > most {
            return None;
        }
        let share = u32::try_from(situation.outlook.draw(SPREAD) % 1024).unwrap_or_default();
        let wait = (wait + wait / 10 * share / 1024).min(most);
        self.patience -= wait;
        Some(wait)
    }

    /// Beyond the patience a target that is not ready is a last resort, never a reason to fail: its own
    /// gates refuse, and say for how long.
    fn last_resort(&mut self, place: usize, situation: &Situation<'_>) -> Step {
        self.patience = Duration::ZERO;
        Step::Try(self.visit(place, Reason::LastResort, situation))
    }

    /// Where the one stands that fits and is ready soonest, and when that is.
    fn soonest(&self) -> Option<(usize, Duration)> {
        let fits = |(_, left): &(usize, &Left)| left.looks.lack.is_none();
        let waits = self.left.iter().enumerate().filter(fits);
        waits.map(|(place, left)| (place, left.looks.wait)).min_by_key(|(_, wait)| *wait)
    }

    fn none_is_left(&self) -> Reason {
        let lack = self.left.iter().find_map(|left| left.looks.lack);
        lack.map_or(Reason::AllTried, Reason::NoneFits)
    }
}
