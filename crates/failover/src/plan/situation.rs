//! What is known when a step is asked for.

use std::time::Instant;

use osier_core::{Deadline, Readiness};

use super::Reason;
use crate::balance::Candidate;
use crate::{Lack, Strategy};

/// What is known when a step is asked for.
#[derive(Clone, Copy)]
pub(crate) struct Situation<'a> {
    pub(crate) now: Instant,
    /// The deadline of the request.
    pub(crate) deadline: Deadline,
    /// By when an answer must have begun: the deadline, or sooner for a route inside another.
    pub(crate) answer_by: Instant,
    /// What is left of the attempt budget.
    pub(crate) attempts_left: u32,
    /// The targets, and the luck of the request.
    pub(crate) outlook: &'a dyn Outlook,
}

/// What can be asked about a target, by its place in the route.
pub(crate) trait Outlook {
    /// Whether it can be called now.
    fn readiness(&self, target: usize) -> Readiness;
    /// What it lacks for this request.
    fn lack(&self, target: usize) -> Option<Lack>;
    /// How many tokens it is declared to take.
    fn context(&self, target: usize) -> Option<u64>;
    /// How it compares with others, if it should have so many percent of its share.
    fn candidate(&self, target: usize, share: u8) -> Candidate;
    /// A random number of the request for this purpose.
    fn draw(&self, purpose: u64) -> u64;
    /// The turn of this request, for the strategy that takes turns.
    fn turn(&self, strategy: Strategy) -> u64;
}

impl Situation<'_> {
    /// Why nothing further may be tried, whatever it is.
    pub(super) fn is_spent(&self) -> Option<Reason> {
        if self.deadline.has_passed(self.now) {
            return Some(Reason::Deadline);
        }
        (self.attempts_left == 0).then_some(Reason::Attempts)
    }
}
