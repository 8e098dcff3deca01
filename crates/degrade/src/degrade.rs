//! The ladder around a route.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use osier_core::{
    Context, Error, InvalidSetting, Level, Middleware, Next, Readiness, Request, Response,
};

use crate::{Controller, Ladder, Moved, Standing};

/// Stands around a route and degrades its answers rather than let them fail. Clones are the same ladder.
#[derive(Clone)]
pub struct Degrade(Arc<Inner>);

struct Inner {
    route: Arc<str>,
    ladder: Ladder,
    controller: Mutex<Controller>,
    calm: AtomicU64,
}

impl Degrade {
    /// This ladder around the route of this name.
    ///
    /// # Errors
    ///
    /// The first setting that is out of its range, with its value and the range.
    pub fn try_new(route: impl Into<Arc<str>>, ladder: Ladder) -> Result<Self, InvalidSetting> {
        ladder.check()?;
        let controller = Mutex::new(Controller::new(ladder.settings, ladder.levels()));
        let (route, calm) = (route.into(), AtomicU64::new(0));
        Ok(Self(Arc::new(Inner { route, ladder, controller, calm })))
    }

    /// The name of the route.
    #[must_use]
    pub fn route(&self) -> &Arc<str> {
        &self.0.route
    }

    /// The ladder it goes by.
    pub fn ladder(&self) -> &Ladder {
        &self.0.ladder
    }

    /// The level at which requests begin, and why.
    #[must_use]
    pub fn standing(&self) -> Standing {
        self.controller().standing()
    }

    /// Holds the standing level at this one until it is [released](Self::release); of levels that the ladder does
    /// not have, the next worse one counts, and without one the worst. Tells of the change, if it is one.
    pub fn pin(&self, level: Level, now: Instant) -> Option<Moved> {
        self.controller().pin(now, level)
    }

    /// Lets the standing level move by itself again, from full on. Tells of the change, if it is one.
    pub fn release(&self, now: Instant) -> Option<Moved> {
        self.controller().release(now)
    }

    fn controller(&self) -> MutexGuard<'_, Controller> {
        self.0.controller.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Middleware for Degrade {
    async fn call<N: Next>(
        &self,
        context: &Context,
        request: Request,
        next: &N,
    ) -> Result<Response, Error> {
        let _ = self.0.calm.load(Ordering::Relaxed);
        next.call(context, request).await
    }

    fn readiness<N: Next>(&self, now: Instant, next: &N) -> Readiness {
        next.readiness(now)
    }
}

impl fmt::Debug for Degrade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Degrade").field("route", &self.0.route).finish_non_exhaustive()
    }
}
