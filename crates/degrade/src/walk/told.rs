//! What one request has to tell of the levels it went through.

mod stream;

use osier_core::{Attempts, Body, Ending, Error, ErrorKind, Level, Response, Served};

use self::stream::After;
use super::is_outage;
use crate::levels::Levels;
use crate::{Feature, Ticket, reason};

/// What one request has to tell: where it is, why it left other levels, and everything that was tried there.
pub(super) struct Told {
    at: Level,
    /// Why the level before could not answer.
    why: Option<&'static str>,
    lacks: Option<Feature>,
    attempts: Attempts,
    /// The one that helps the caller most.
    error: Option<Error>,
    /// Levels at which too much was asked.
    too_much: Levels,
}

impl Told {
    pub(super) fn new(at: Level) -> Self {
        let (why, lacks, attempts, error) = (None, None, Attempts::new(), None);
        Self { at, why, lacks, attempts, error, too_much: Levels::default() }
    }

    /// The level does not offer what the request needs.
    pub(super) fn lacks(&mut self, feature: Feature) {
        self.lacks = Some(feature);
        self.why.get_or_insert(feature.name());
    }

    pub(super) fn failed_for(&mut self, why: &'static str) {
        self.why = Some(why);
    }

    /// It began at what is stored, and there is nothing.
    pub(super) fn has_nothing_stored(&mut self) {
        self.why.get_or_insert(reason::NOT_STORED);
    }

    /// Takes note of an error that another level may make up for.
    pub(super) fn add(&mut self, error: Error) {
        self.why = Some(error.kind().name());
        if !is_outage(&error) {
            self.too_much.add(self.at);
        }
        self.attempts.extend_from_slice(error.attempts());
        self.error = Some(match self.error.take() {
            Some(first) => better(first, error),
            None => error,
        });
    }

    /// Whether any level has failed.
    pub(super) fn has_failed(&self) -> bool {
        self.error.is_some()
    }

    /// Whether too much was asked at this level.
    pub(super) fn was_too_much(&self, level: Level) -> bool {
        self.too_much.has(level)
    }

    /// Whether a provider failed for a reason of its own.
    pub(super) fn is_outage(&self) -> bool {
        self.error.as_ref().is_some_and(is_outage)
    }

    /// The level before, if this is another.
    pub(super) fn moves_to(&mut self, level: Level) -> Option<Level> {
        let from = std::mem::replace(&mut self.at, level);
        (from != level).then_some(from)
    }

    /// Why the request is answered at this level.
    pub(super) fn reason(&self, ticket: Ticket, level: Level) -> &'static str {
        if level == ticket.level { ticket.reason } else { self.step(ticket, level) }
    }

    /// Why it goes on to this level.
    pub(super) fn step(&self, ticket: Ticket, level: Level) -> &'static str {
        match self.why {
            Some(_) if level < ticket.level && self.error.is_some() => reason::LAST_RESORT,
            why => why.unwrap_or(ticket.reason),
        }
    }

    /// The answer with all of it.
    pub(super) fn on(
        &mut self,
        response: Response,
        level: Level,
        reason: &'static str,
    ) -> Response {
        let Response { mut head, body } = response;
        // A ladder inside this one may have had less to give.
        let within = head.level.filter(|within| within.level > level);
        head.level = Some(within.unwrap_or(Served { level, reason }));
        let before = std::mem::take(&mut self.attempts);
        if before.is_empty() {
            return Response { head, body };
        }
        head.attempts = [&*before, &head.attempts].concat();
        let body = match (body, head.ending.take()) {
            (Body::Stream(events), Some(inner)) => {
                let ending = head.ending.insert(Ending::default()).clone();
                Body::Stream(Box::pin(After { events, before, inner, ending }))
            }
            (body, _) => body,
        };
        Response { head, body }
    }

    /// An error that ends the request, with all of it.
    pub(super) fn followed_by(&mut self, error: Error) -> Error {
        let mut attempts = std::mem::take(&mut self.attempts);
        attempts.extend_from_slice(error.attempts());
        error.with_attempts(attempts)
    }

    /// No level could answer.
    pub(super) fn into_error(self, ticket: Ticket) -> Error {
        match (self.error, self.lacks) {
            (Some(error), _) => error.with_attempts(self.attempts),
            (None, Some(feature)) => not_offered(feature, ticket),
            (None, None) => Error::new(ErrorKind::CircuitOpen).with_note(format!(
                "nobody is asked at the level `{}`, and nothing is stored",
                ticket.level
            )),
        }
    }
}

/// Trouble that passes tells the caller more than what one of several models cannot do; of two of a kind
/// the one of the better level. Whatever becomes ready first is worth coming back for.
fn better(first: Error, second: Error) -> Error {
    let wait = [first.retry_after(), second.retry_after()].into_iter().flatten().min();
    let better = if is_outage(&second) && !is_outage(&first) { second } else { first };
    match wait {
        Some(wait) => better.with_retry_after(wait),
        None => better,
    }
}

fn not_offered(feature: Feature, ticket: Ticket) -> Error {
    let note = format!("no level that may be asked offers {}", feature.name());
    let note = match ticket.is_pinned() {
        true => format!("{note}; the route is held at `{}`", ticket.level),
        false => note,
    };
    Error::unsupported("messages").with_note(note)
}
