//! What travels with a request: its deadline, its attempts, who asked.

mod attempts;
mod builder;
mod caching;
mod draw;
mod priority;
mod pulse;
mod race;
mod strain;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

pub use builder::ContextBuilder;
pub use priority::Priority;
pub use pulse::Pulse;
pub use strain::Strain;

use crate::cache::{CacheUse, Stored};
use crate::clock::{Clock, SharedClock};
use crate::deadline::Deadline;
use crate::observe::{Notice, SharedObserver};
use pulse::Watched;

/// The companion of one request, made at the edge. Cheap to clone; clones share one attempt budget.
///
/// The deadline and the attempts left only shrink, whoever holds the context: retries, failovers and
/// hedges draw on that budget, so they can never multiply.
#[derive(Clone)]
pub struct Context {
    shared: Arc<Shared>,
    deadline: Deadline,
    visit: Visit,
    watched: Option<Watched>,
    strain: Option<Arc<dyn Strain>>,
    recalled: Option<Option<Arc<Stored>>>,
}

/// What is true for one visit of one target.
#[derive(Clone, Copy, Default)]
struct Visit {
    leave_by: Option<Instant>,
    alternatives: u32,
    insists: bool,
    is_hurried: bool,
    is_once: bool,
}

struct Shared {
    id: Box<str>,
    seed: u64,
    started: Instant,
    attempts_made: AtomicU32,
    has_hedged: AtomicBool,
    max_attempts: u32,
    tenant: Option<Box<str>>,
    preferred: Option<Box<str>>,
    priority: Priority,
    cache: CacheUse,
    clock: SharedClock,
    observer: SharedObserver,
}

impl Context {
    /// Starts a context on this clock; see [`ContextBuilder`] for what can be set.
    #[must_use]
    pub fn builder(clock: SharedClock) -> ContextBuilder {
        ContextBuilder::new(clock)
    }

    /// The identity of the request, as it stands in headers and logs.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.shared.id
    }

    /// Who asked, if that is known.
    #[must_use]
    pub fn tenant(&self) -> Option<&str> {
        self.shared.tenant.as_deref()
    }

    /// The target the caller would like to answer.
    #[must_use]
    pub fn preferred(&self) -> Option<&str> {
        self.shared.preferred.as_deref()
    }

    /// How important the request is.
    #[must_use]
    pub fn priority(&self) -> Priority {
        self.shared.priority
    }

    /// The clock to read and to sleep on.
    #[must_use]
    pub fn clock(&self) -> &dyn Clock {
        &*self.shared.clock
    }

    /// When the request was accepted.
    #[must_use]
    pub fn started(&self) -> Instant {
        self.shared.started
    }

    /// The time by which everything must be over.
    #[must_use]
    pub fn deadline(&self) -> Deadline {
        self.deadline
    }

    /// What is left of the deadline now; zero once it has passed.
    #[must_use]
    pub fn remaining(&self) -> Duration {
        self.deadline.remaining(self.clock().now())
    }

    /// The same request under the earlier of the two deadlines.
    #[must_use]
    pub fn narrowed(&self, deadline: Deadline) -> Self {
        Self { deadline: self.deadline.min(deadline), ..self.clone() }
    }

    /// The same request on its visit to one target among several. If the target has shown nothing by
    /// `leave_by`, it must be left while another could still answer; `alternatives` is how many others
    /// are ready now and could follow it. A visit within a visit has those of both, and the sooner moment.
    #[must_use]
    pub fn visiting(&self, leave_by: Option<Instant>, alternatives: u32) -> Self {
        let outer = self.visit;
        let leave_by = [outer.leave_by, leave_by].into_iter().flatten().min();
        let alternatives = outer.alternatives.saturating_add(alternatives);
        Self { visit: Visit { leave_by, alternatives, ..outer }, ..self.clone() }
    }

    /// The same request, which would rather be answered by a target that fails than by none: a circuit
    /// that is open because of failures lets it through. One that was opened by hand does not, nor a
    /// target that asked to be left alone.
    #[must_use]
    pub fn insisting(&self) -> Self {
        Self { visit: Visit { insists: true, ..self.visit }, ..self.clone() }
    }

    /// Whether it is [insisting](Self::insisting).
    #[must_use]
    pub fn insists(&self) -> bool {
        self.visit.insists
    }

    /// The same request, which has something to fall back on at once, such as a stored answer: it does not
    /// wait long for a target that is not ready. Unlike [another target](Self::has_alternative), that needs
    /// no attempt, and is no reason not to try once more.
    #[must_use]
    pub fn hurried(&self) -> Self {
        Self { visit: Visit { is_hurried: true, ..self.visit }, ..self.clone() }
    }

    /// Whether it is [hurried](Self::hurried).
    #[must_use]
    pub fn is_hurried(&self) -> bool {
        self.visit.is_hurried
    }

    /// The same request on a visit of which one attempt may come, and nothing after it: no retry, no other
    /// target, no hedge. It has until the deadline, whoever else may be waiting for a turn.
    #[must_use]
    pub fn once(&self) -> Self {
        let visit = Visit { leave_by: None, alternatives: u32::MAX, is_once: true, ..self.visit };
        Self { visit, ..self.clone() }
    }

    /// Whether [one attempt](Self::once) is all there may be.
    #[must_use]
    pub fn is_once(&self) -> bool {
        self.visit.is_once
    }

    /// Takes the one hedge that a request may have, over all routes it goes through; whether it was still
    /// there.
    #[must_use = "a hedge that was taken is gone"]
    pub fn begin_hedge(&self) -> bool {
        !self.shared.has_hedged.swap(true, Ordering::Relaxed)
    }

    /// Whether the one hedge of the request has been [taken](Self::begin_hedge).
    #[must_use]
    pub fn has_hedged(&self) -> bool {
        self.shared.has_hedged.load(Ordering::Relaxed)
    }

    /// The moment at which this target must be left if it has shown nothing, because another one could
    /// still answer; `None` if there is none left.
    #[must_use]
    pub fn leave_by(&self) -> Option<Instant> {
        self.visit.leave_by
    }

    /// Whether another target is ready to answer in place of this one. Then waiting for this one is
    /// seldom worth it.
    #[must_use]
    pub fn has_alternative(&self) -> bool {
        self.visit.alternatives > 0
    }

    /// Tells the observer what happened.
    pub fn notify(&self, notice: &Notice<'_>) {
        self.shared.observer.on_notice(notice);
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("id", &self.shared.id)
            .field("deadline", &self.deadline)
            .field("attempts_left", &self.attempts_left())
            .finish_non_exhaustive()
    }
}
