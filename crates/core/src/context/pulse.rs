//! One timer for everything that waits inside.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use super::Context;

/// Who watches over the work inside, and until when at most.
#[derive(Clone)]
pub(super) struct Watched {
    until: Instant,
    pulse: Pulse,
}

/// Tells whoever watches over a provider's work that it lives: bytes came, even if no event did.
///
/// A limit on silence needs to see bytes, which only the transport does; the timer is the watcher's.
/// Both are polled in the same task, one inside the other: the watcher asks after each poll whether
/// there was a pulse, and reads the clock itself.
#[derive(Clone, Debug, Default)]
pub struct Pulse(Arc<Signs>);

#[derive(Debug, Default)]
struct Signs {
    has_beaten: AtomicBool,
    is_whole: AtomicBool,
}

impl Pulse {
    /// Whether there was a pulse since this was last asked.
    pub fn take(&self) -> bool {
        let has_beaten = &self.0.has_beaten;
        // Seldom set compared to how often it is asked.
        has_beaten.load(Ordering::Relaxed) && has_beaten.swap(false, Ordering::Relaxed)
    }

    /// Whether what came so far is [a whole answer](Context::mark_whole). Then a limit ends the wait for
    /// the rest, and not the answer.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.0.is_whole.load(Ordering::Relaxed)
    }
}

impl Context {
    /// The same request for work inside the caller's own future: it is watched over, and will be
    /// dropped at `until` at the latest. Waits in it that could last until then need no timer of their
    /// own, and what it receives is felt through the pulse.
    #[must_use]
    pub fn watched(&self, until: Instant) -> (Self, Pulse) {
        let pulse = Pulse::default();
        let watched = Some(Watched { until, pulse: pulse.clone() });
        (Self { watched, ..self.clone() }, pulse)
    }

    /// The same request for work in a task of its own, over which nobody watches.
    #[must_use]
    pub fn unwatched(&self) -> Self {
        Self { watched: None, ..self.clone() }
    }

    /// Whether somebody ends this work at `moment` or before.
    #[must_use]
    pub fn is_watched_at(&self, moment: Instant) -> bool {
        self.watched.as_ref().is_some_and(|watched| watched.until <= moment)
    }

    /// Bytes came.
    pub fn beat(&self) {
        if let Some(watched) = &self.watched {
            watched.pulse.0.has_beaten.store(true, Ordering::Relaxed);
        }
    }

    /// Says whether the events that came so far are a whole answer, of which only the terminator is
    /// missing, or figures beside it. Whoever watches must not call an end after them a failure.
    pub fn mark_whole(&self, whole: bool) {
        if let Some(watched) = &self.watched {
            watched.pulse.0.is_whole.store(whole, Ordering::Relaxed);
        }
    }
}
