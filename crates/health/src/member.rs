//! One target of a roster.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use osier_core::SharedProvider;

use crate::Vitals;
use crate::status::{Facts, Neighbours, Seen, Standing};
use crate::watch::Told;

/// A target on a [`Roster`](crate::Roster): everything that is known of it.
pub struct Member {
    vitals: Arc<Vitals>,
    provider: SharedProvider,
    neighbours: Box<dyn Neighbours>,
    probes_rejected: AtomicBool,
    seen: Mutex<Seen>,
    told: Mutex<Told>,
}

impl Member {
    pub(crate) fn new(
        vitals: Arc<Vitals>,
        provider: SharedProvider,
        neighbours: impl Neighbours,
    ) -> Self {
        let neighbours = Box::new(neighbours);
        let (seen, told) = (Mutex::default(), Mutex::default());
        Self { vitals, provider, neighbours, probes_rejected: AtomicBool::default(), seen, told }
    }

    /// What is known from the requests that were sent to it.
    #[must_use]
    pub fn vitals(&self) -> &Arc<Vitals> {
        &self.vitals
    }

    /// How it is now.
    #[must_use]
    pub fn standing(&self, now: Instant) -> Standing {
        let facts = self.facts(now);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.look(&self.vitals, &facts, now)
    }

    /// Everything its status is derived from.
    #[must_use]
    pub fn facts(&self, now: Instant) -> Facts {
        let vitals = &self.vitals;
        let (calls, failures) = vitals.calls(now);
        Facts {
            benched: vitals.credential().benched(vitals.target()),
            circuit: self.neighbours.circuit(now),
            unreachable: vitals.unreachable(now),
            probe_rejected: self.probes_rejected.load(Ordering::Relaxed),
            calls,
            failures,
            ramping: vitals.ramping(now),
            first_token: self.neighbours.first_token(now),
        }
    }

    /// What was told of it last, by whoever watches.
    pub(crate) fn told(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether probes are rejected as its credential would be.
    pub(crate) fn note_probes_rejected(&self, are_rejected: bool) {
        self.probes_rejected.store(are_rejected, Ordering::Relaxed);
    }

    /// What is probed: the target without the layers around it.
    pub(crate) fn provider(&self) -> &SharedProvider {
        &self.provider
    }

    pub(crate) fn neighbours(&self) -> &dyn Neighbours {
        &*self.neighbours
    }
}

impl fmt::Debug for Member {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Member").field("vitals", &self.vitals).finish_non_exhaustive()
    }
}
