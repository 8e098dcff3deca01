//! One request on its way through the levels.

mod awaiting;
mod stored;
mod told;
mod visit;
mod waiting;

use std::sync::{Arc, OnceLock};

use osier_core::{Context, Error, Level, Next, Notice, Request, Response};

use self::awaiting::{Awaiting, Tells};
use self::told::Told;
use crate::counted::Counted;
use crate::course::{Step, course};
use crate::degrade::Inner;
use crate::ladder::Rung;
use crate::levels::Levels;
use crate::verdict::{Asked, is_outage, is_wait, may_step};
use crate::{Edited, Feature, Lacks, Ticket, Verdict, reason};

/// What is done about a level of which no target is ready.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Patience {
    /// It is passed over.
    PassesOver,
    /// It is asked, and not waited for.
    Asks,
    /// It is waited for as long as its route does.
    OfTheRoute,
}

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
    passed: Levels,
    /// Levels that asked for patience, and were given none because others could follow.
    hurried: Levels,
    has_images: OnceLock<bool>,
    /// When the level was asked that is at it.
    asked: Asked,
    /// Whoever was asked last knew of others that could follow, and left it to them to say that all failed.
    last_word_is_ours: bool,
    /// Nothing is stored for this request.
    is_cold: bool,
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
            passed: Levels::default(),
            hurried: Levels::default(),
            has_images: OnceLock::new(),
            asked: Asked::new(context.started(), request, inner.ladder.settings.patience),
            is_cold: false,
            last_word_is_ours: false,
            told: Told::new(ticket.level),
        }
    }

    pub(crate) async fn run(mut self) -> Result<Response, Error> {
        let inner = self.inner;
        let ticket = self.ticket;
        for step in course(&inner.ladder, ticket.level, ticket.is_pinned()) {
            let answered = match step {
                Step::Ask(rung) => self.ask(rung, Patience::PassesOver).await,
                Step::AskSoon => self.ask_soon().await,
                Step::Recall => self.recall().await.map(Ok),
                Step::Say => self.say().map(Ok),
                Step::AskRest => self.ask_rest().await,
            };
            if let Some(answered) = answered {
                return answered;
            }
        }
        self.went_elsewhere();
        Err(self.give_up())
    }

    /// `None` if another level may do better.
    async fn ask(&mut self, rung: &Rung, patience: Patience) -> Option<Result<Response, Error>> {
        let inner = self.inner;
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
        if patience == Patience::PassesOver && !self.is_ready(rung.level, now) {
            self.told.failed_for(reason::NOT_READY);
            self.passed.add(rung.level);
            return None;
        }
        self.enter(rung.level);
        self.done.add(rung.level);
        let visit = self.visit(rung, &edited.request, patience, now);
        self.asked = Asked::new(now, &edited.request, inner.ladder.settings.patience);
        let awaiting = self.awaiting(Some(rung.level));
        let result = self.call(rung, edited.request, visit.as_ref()).await;
        awaiting.over();
        self.last_word_is_ours = visit.is_some();
        match result {
            Ok(response) => Some(Ok(self.arrive(rung.level, response))),
            Err(error) => self.fail(rung.level, error).map(Err),
        }
    }

    /// While this level is asked, or none.
    fn awaiting(&self, level: Option<Level>) -> Awaiting<'a> {
        let Self { inner, context, ticket, asked, passed, is_open, .. } = *self;
        let tells = match is_open {
            true if level == Some(ticket.level) => Tells::Silence(asked),
            true if passed.has(ticket.level) => Tells::Unready,
            _ => Tells::Nothing,
        };
        Awaiting { inner, context, ticket, tells }
    }

    /// Whoever has failed already would fail again, unless it is asked for less; and nobody is asked without
    /// an attempt, or time, left.
    fn may_help(&self, rung: &Rung, edited: &Edited) -> bool {
        if !self.told.has_failed() {
            return true;
        }
        let is_spent = self.context.attempts_left() == 0 || self.context.remaining().is_zero();
        !is_spent && self.asks_anew(rung, edited)
    }

    /// Whether whoever is asked has not failed yet, or only when it was asked for more.
    fn asks_anew(&self, rung: &Rung, edited: &Edited) -> bool {
        let was_more = |before: &Rung| {
            (edited.needs_less && before.edits.offers(Feature::Tools))
                || self.told.was_too_much(before.level)
        };
        self.asked_at(self.done).all(|before| !before.asks_the_same(rung) || was_more(before))
    }

    async fn call(
        &self,
        rung: &Rung,
        request: Request,
        visit: Option<&Context>,
    ) -> Result<Response, Error> {
        let context = visit.unwrap_or(self.context);
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
        let reason = self.told.step(self.ticket, level);
        self.context.notify(&Notice::LevelStepped { request, route, from, to: level, reason });
    }

    /// Routes that somebody follows do not say that all failed. Where nobody is left in the end, the ladder does.
    fn give_up(self) -> Error {
        let Self { context, told, last_word_is_ours, ticket, .. } = self;
        let is_outage = told.is_outage();
        let error = told.into_error(ticket);
        let is_followed = context.has_alternative() || context.is_hurried();
        if last_word_is_ours && is_outage && !is_followed {
            let attempts = error.attempts().iter().filter(|attempt| attempt.was_made()).count();
            let (request, error) = (context.id(), error.kind());
            context.notify(&Notice::AllFailed { request, attempts, error });
        }
        error
    }

    /// The error that ends the request, if this one does.
    fn fail(&mut self, level: Level, error: Error) -> Option<Error> {
        self.count(level, Verdict::of(&error, self.asked, self.context.clock().now()));
        if self.last_word_is_ours && is_wait(&error) {
            self.hurried.add(level);
        }
        if may_step(&error) {
            self.told.add(error);
            return None;
        }
        self.went_elsewhere();
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
        if level != self.ticket.level {
            self.went_elsewhere();
            return response;
        }
        if !self.is_open {
            return response;
        }
        let (inner, context) = (Arc::clone(self.inner), self.context.clone());
        let (ticket, asked) = (self.ticket, self.asked);
        response.guarded(Counted { inner, context, ticket, asked, has_content: false })
    }

    /// The level where it began was not even asked.
    fn went_elsewhere(&mut self) {
        if self.passed.has(self.ticket.level) {
            self.count(self.ticket.level, Verdict::Unready);
        }
    }
}
