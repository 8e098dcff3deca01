//! The ladder around a route.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use osier_core::{
    Context, Error, InvalidSetting, Level, Middleware, Next, Readiness, Request, Response,
};

use crate::calm::Calm;
use crate::levels::Levels;
use crate::moves::Moves;
use crate::walk::Walk;
use crate::{Controller, Ladder, Moved, Standing, Ticket, Verdict};

/// What the random number of a request is drawn for here.
const TRIALS: u64 = u64::from_be_bytes(*b"a ladder");

/// Stands around a route and lets its answers be less good rather than fail. Clones are the same ladder.
///
/// A request begins at the standing level, and steps down for itself where that cannot answer; the
/// [crate's documentation](crate) tells how both go.
///
/// # Cancellation
///
/// Dropping a call or a body drops what is under way at its level. Callers who go away after a long silence are
/// believed: the [crate's documentation](crate) says what counts.
#[derive(Clone)]
pub struct Degrade(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) route: Arc<str>,
    pub(crate) ladder: Ladder,
    controller: Mutex<Controller>,
    calm: Calm,
    moves: Moves,
}

impl Degrade {
    /// This ladder around the route of this name.
    ///
    /// # Errors
    ///
    /// The first setting that is out of its range, with its value and the range.
    pub fn try_new(route: impl Into<Arc<str>>, ladder: Ladder) -> Result<Self, InvalidSetting> {
        ladder.check()?;
        let ladder = ladder.settled();
        let controller = Controller::new(ladder.settings, ladder.levels());
        let (calm, moves) = (Calm::default(), Moves::default());
        calm.publish(controller.calm());
        let (route, controller) = (route.into(), Mutex::new(controller));
        Ok(Self(Arc::new(Inner { route, ladder, controller, calm, moves })))
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
        self.0.controller().standing()
    }

    /// Holds the standing level at this one until it is [released](Self::release). Requests then begin there, and
    /// may step down, never up. Of a level that the ladder does not have, the next worse one of its kind counts, live
    /// or stored, then the next better one. Tells of the change, if it is one.
    pub fn pin(&self, level: Level, now: Instant) -> Option<Moved> {
        self.0.change(|controller| controller.pin(now, level))
    }

    /// Lets the standing level move by itself again, from full on, whether it was held or not. Tells of the change,
    /// if it is one.
    pub fn release(&self, now: Instant) -> Option<Moved> {
        self.0.change(|controller| controller.release(now))
    }
}

impl Inner {
    fn controller(&self) -> MutexGuard<'_, Controller> {
        self.controller.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the standing level, and tells of it once that is done.
    fn change(&self, by: impl FnOnce(&mut Controller) -> Option<Moved>) -> Option<Moved> {
        let moved = self
            .with_controller(|controller| by(controller).inspect(|moved| self.moves.note(*moved)));
        if moved.is_some() {
            self.moves.tell(&self.ladder.listeners);
        }
        moved
    }

    fn with_controller<T>(&self, work: impl FnOnce(&mut Controller) -> T) -> T {
        let mut controller = self.controller();
        let done = work(&mut controller);
        self.calm.publish(controller.calm());
        done
    }

    /// Where the request begins. In calm, one atomic read.
    fn assign<N: Next>(&self, context: &Context, next: &N) -> Ticket {
        let is_strained = context.is_strained();
        if let Some(ticket) = self.calm.ticket(is_strained) {
            return ticket;
        }
        let (now, draw) = (context.clock().now(), context.draw_unit(TRIALS));
        // Whoever is asked may have a mind of its own: never while the controller is held.
        let mut ready = Levels::default();
        let live = self.ladder.rungs.iter().map(|rung| rung.level);
        live.filter(|level| self.readiness(*level, now, next).is_ready())
            .for_each(|it| ready.add(it));
        let is_ready = |level| ready.has(level);
        self.with_controller(|controller| controller.assign(now, is_strained, draw, is_ready))
    }

    /// Says what came of a request at the level where it began.
    pub(crate) fn record(&self, context: &Context, ticket: Ticket, verdict: Verdict) {
        if verdict == Verdict::Neutral {
            return;
        }
        let now = context.clock().now();
        self.change(|controller| controller.record(now, ticket, verdict));
    }

    /// Whether the standing level is in trouble.
    pub(crate) fn is_pressed(&self, now: Instant) -> bool {
        self.controller().is_pressed(now)
    }

    /// That of whoever answers at a live level.
    pub(crate) fn readiness<N: Next>(&self, level: Level, now: Instant, next: &N) -> Readiness {
        let rung = self.ladder.rungs.iter().find(|rung| rung.level == level);
        match rung.and_then(|rung| rung.provider.as_ref()) {
            Some(provider) => provider.readiness(now),
            None => next.readiness(now),
        }
    }
}

impl Middleware for Degrade {
    async fn call<N: Next>(
        &self,
        context: &Context,
        request: Request,
        next: &N,
    ) -> Result<Response, Error> {
        let ticket = self.0.assign(context, next);
        Walk::new(&self.0, context, &request, next, ticket).run().await
    }

    /// That of the level that is ready soonest; with an offline answer there always is one.
    fn readiness<N: Next>(&self, now: Instant, next: &N) -> Readiness {
        if self.0.ladder.offline.is_some() {
            return Readiness::Ready;
        }
        let rungs = self.0.ladder.rungs.iter();
        let all = rungs.map(|rung| self.0.readiness(rung.level, now, next));
        let soonest = all.min_by_key(|readiness| (readiness.wait(), u8::MAX - readiness.share()));
        soonest.unwrap_or(Readiness::Unavailable)
    }
}

impl fmt::Debug for Degrade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Degrade")
            .field("route", &self.0.route)
            .field("ladder", &self.0.ladder)
            .field("standing", &self.standing())
            .finish_non_exhaustive()
    }
}
