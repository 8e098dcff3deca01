//! One request on its way through the levels.

mod told;

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use osier_core::{Context, Error, Level, Next, Notice, Request, Response};

use self::told::Told;
use crate::course::{Step, course};
use crate::degrade::{Counted, Inner};
use crate::ladder::Rung;
use crate::levels::Levels;
use crate::verdict::{is_outage, may_step};
use crate::{Edited, Feature, Lacks, Ticket, Verdict, reason};

/// A cache answers at once, or is no help.
const RECALL: Duration = Duration::from_secs(1);

/// What one request has met so far.
pub(crate) struct Walk<'a, N> {
    inner: &'a Arc<Inner>,
    context: &'a Context,
    request: &'a Request,
    next: &'a N,
    ticket: Ticket,
    /// Nothing came of the request at the level of its ticket so far.
    is_open: bool,
    /// Levels that have been tried, or that cannot help any more.
    done: Levels,
    /// Levels that were passed over because they were not ready.
    waiting: Levels,
    has_images: OnceLock<bool>,
    told: Told,
}

impl<'a, N: Next> Walk<'a, N> {
    pub(crate) fn new(
        inner: &'a Arc<Inner>,
        context: &'a Context,
        request: &'a Request,
        next: &'a N,
        ticket: Ticket,
    ) -> Self {
        Self {
            inner,
            context,
            request,
            next,
            ticket,
            is_open: true,
            done: Levels::default(),
            waiting: Levels::default(),
            has_images: OnceLock::new(),
            told: Told::new(ticket.level),
        }
    }

    pub(crate) async fn run(mut self) -> Result<Response, Error> {
        let inner = self.inner;
        let is_pinned = self.ticket.reason == reason::PINNED;
        for step in course(&inner.ladder, self.ticket.level, is_pinned) {
            let answered = match step {
                Step::Ask(rung) => self.ask(rung, true).await,
                Step::AskAgain => self.ask_again().await,
                Step::Recall => self.recall().await.map(Ok),
                Step::Say => self.say().map(Ok),
            };
            if let Some(answered) = answered {
                return answered;
            }
        }
        Err(self.told.into_error(self.ticket.level))
    }

    /// `None` if another level may do better.
    async fn ask(&mut self, rung: &Rung, may_pass: bool) -> Option<Result<Response, Error>> {
        let edited = match rung.edits.apply(self.request) {
            Ok(edited) => edited,
            Err(Lacks(feature)) => {
                self.told.lacks(feature);
                return None;
            }
        };
        if !self.may_help(rung, &edited) {
            return None;
        }
        let now = self.context.clock().now();
        let others = self.others(rung, now);
        if may_pass && self.should_wait(rung, others, now) {
            self.pass_over(rung);
            return None;
        }
        self.enter(rung.level);
        self.done.add(rung.level);
        match self.call(rung, edited.request, others, now).await {
            Ok(response) => Some(Ok(self.arrive(rung.level, response))),
            Err(error) => self.fail(rung.level, error).map(Err),
        }
    }

    async fn ask_again(&mut self) -> Option<Result<Response, Error>> {
        let inner = self.inner;
        for level in std::mem::take(&mut self.waiting).iter() {
            let rung = inner.ladder.rungs.iter().find(|rung| rung.level == level)?;
            if let Some(answered) = self.ask(rung, false).await {
                return Some(answered);
            }
        }
        None
    }

    /// Whoever has failed already would fail again, unless it is asked for less; and nobody is asked without
    /// an attempt, or time, left.
    fn may_help(&self, rung: &Rung, edited: &Edited) -> bool {
        if !self.told.has_failed() {
            return true;
        }
        let is_spent = self.context.attempts_left() == 0 || self.context.remaining().is_zero();
        let is_other = |level| !self.is_same_provider(level, rung);
        let asks_less = edited.needs_less || self.told.was_too_much();
        !is_spent && (asks_less || self.done.iter().all(is_other))
    }

    /// Whether others should be asked first, because this level is not ready.
    fn should_wait(&self, rung: &Rung, others: u32, now: Instant) -> bool {
        let is_same = |level| self.is_same_provider(level, rung);
        (others > 0 || self.waiting.iter().any(is_same))
            && !self.inner.readiness(rung.level, now, self.next).is_ready()
    }

    fn is_same_provider(&self, level: Level, rung: &Rung) -> bool {
        let other = self.inner.ladder.rungs.iter().find(|other| other.level == level);
        other.is_some_and(|other| other.provider.is_none() && rung.provider.is_none())
    }

    /// How many other levels could answer in place of this one: by somebody else, who is ready now.
    fn others(&self, rung: &Rung, now: Instant) -> u32 {
        let is_pinned = self.ticket.reason == reason::PINNED;
        let could = |other: &&Rung| {
            other.level != rung.level
                && (!is_pinned || other.level > rung.level)
                && !self.is_same_provider(other.level, rung)
                && !self.done.has(other.level)
                && !self.waiting.has(other.level)
                && (other.edits.offers(Feature::Vision) || !self.has_images())
                && self.inner.readiness(other.level, now, self.next).is_ready()
        };
        let count = self.inner.ladder.rungs.iter().filter(could).count();
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    fn has_images(&self) -> bool {
        *self.has_images.get_or_init(|| self.request.has_images())
    }

    fn pass_over(&mut self, rung: &Rung) {
        self.waiting.add(rung.level);
        self.told.failed_for(reason::UNREADY);
        self.count(rung.level, Verdict::Unready);
    }

    /// As long as another level could follow, this one must have begun to answer within three quarters of
    /// what is left, and keeps an attempt for each: lesser answers are shorter ones.
    async fn call(
        &self,
        rung: &Rung,
        request: Request,
        others: u32,
        now: Instant,
    ) -> Result<Response, Error> {
        let share = self.context.deadline().remaining(now) / 4 * 3;
        let visit = (others > 0).then(|| self.context.visiting(now.checked_add(share), others));
        let context = visit.as_ref().unwrap_or(self.context);
        match &rung.provider {
            Some(provider) => provider.call(context, request).await,
            None => self.next.call(context, request).await,
        }
    }

    /// Tells of the step, if it is one.
    fn enter(&mut self, level: Level) {
        let Some(from) = self.told.moves_to(level) else {
            return;
        };
        let (request, route) = (self.context.id(), &*self.inner.route);
        let reason = self.told.reason(self.ticket, level);
        self.context.notify(&Notice::LevelStepped { request, route, from, to: level, reason });
    }

    /// The error that ends the request, if this one does.
    fn fail(&mut self, level: Level, error: Error) -> Option<Error> {
        self.count(level, Verdict::of(&error, self.context));
        if may_step(&error) {
            self.told.add(error);
            return None;
        }
        Some(self.told.followed_by(error))
    }

    fn count(&mut self, level: Level, verdict: Verdict) {
        if level == self.ticket.level && std::mem::take(&mut self.is_open) {
            self.inner.record(self.context, self.ticket, verdict);
        }
    }

    fn arrive(&mut self, level: Level, response: Response) -> Response {
        let reason = self.told.reason(self.ticket, level);
        let response = self.told.on(response, level, reason);
        if level != self.ticket.level || !self.is_open {
            return response;
        }
        let (inner, context) = (Arc::clone(self.inner), self.context.clone());
        response.guarded(Counted { inner, context, ticket: self.ticket })
    }

    /// Stored answers are for outages, and for levels that are nothing but them.
    fn may_do_without(&self) -> bool {
        !self.ticket.level.is_live() || self.told.is_outage()
    }

    async fn recall(&mut self) -> Option<Response> {
        let source = self.inner.ladder.stale.as_ref().filter(|_| self.may_do_without())?;
        let until = self.context.clock().after(RECALL);
        let found = self.context.before(until, source.stale(self.context, self.request)).await;
        let response = found.flatten()?;
        self.enter(Level::Cached);
        Some(self.arrive(Level::Cached, response))
    }

    fn say(&mut self) -> Option<Response> {
        let offline = self.inner.offline.as_ref().filter(|_| self.may_do_without())?;
        let response = offline.answer(self.context, self.request);
        self.enter(Level::Offline);
        Some(self.arrive(Level::Offline, response))
    }
}
