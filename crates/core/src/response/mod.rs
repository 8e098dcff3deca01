//! An answer: a head and a body, whole or streamed.

mod collect;
mod completion;
mod ending;
mod guard;
mod held_back;
mod outcome;
mod replay;
#[cfg(test)]
mod tests;
mod text;

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use futures_core::Stream;

pub use collect::Collector;
pub use completion::Completion;
pub use ending::{Ending, HowItEnded};
pub use guard::Guard;
pub use held_back::HeldBack;
pub use outcome::{End, Outcome};
pub use text::TextStream;

#[cfg(doc)]
use crate::ErrorKind;
use crate::error::Attempts;
use crate::{CacheUsed, Error, Event, Served};

/// The events of a streamed answer. An error is always the last item; an end without one is a
/// normal end. Dropping the stream cancels the answer.
pub type EventStream = Pin<Box<dyn Stream<Item = Result<Event, Error>> + Send>>;

/// An answer. Its body is what the provider gave, whole or streamed, whichever was asked for; whoever
/// needs one of the two shapes takes it with [`collect`](Self::collect) or
/// [`into_events`](Self::into_events).
///
/// Dropping it cancels whatever still produces it. Its outcome is decided at the end of the body,
/// never at the head.
pub struct Response {
    /// Who answered, and what was tried before.
    pub head: Head,
    /// What was answered.
    pub body: Body,
}

/// What is known of an answer before its body.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Head {
    /// The target that answers.
    pub target: Option<Arc<str>>,
    /// The provider's own identity for the request.
    pub upstream_id: Option<Arc<str>>,
    /// The attempts that failed before this one.
    pub attempts: Attempts,
    /// How long the attempt that answers has taken so far.
    pub took: Duration,
    /// What is known once the body has ended; `None` of an answer that nobody follows so far.
    pub ending: Option<Ending>,
    /// At which level of the ladder it was given; `None` where there is no ladder.
    pub level: Option<Served>,
    /// What the cache had to do with it; `None` where there is no cache.
    pub cache: Option<CacheUsed>,
}

/// What was answered.
pub enum Body {
    /// A whole answer; nothing is pending.
    Complete(Completion),
    /// Events, as they come.
    Stream(EventStream),
}

impl Head {
    /// Whether the answer was given before, and nobody made it now.
    #[must_use]
    pub fn is_stored(&self) -> bool {
        self.cache.is_some_and(|used| used.is_stored())
    }
}

impl Response {
    /// A whole answer.
    #[must_use]
    pub fn complete(completion: Completion) -> Self {
        Self { head: Head::default(), body: Body::Complete(completion) }
    }

    /// A streamed answer.
    #[must_use]
    pub fn stream(events: impl Stream<Item = Result<Event, Error>> + Send + 'static) -> Self {
        Self { head: Head::default(), body: Body::Stream(Box::pin(events)) }
    }

    /// Sets the provider's own identity for the request.
    #[must_use]
    pub fn with_upstream_id(mut self, id: Option<Arc<str>>) -> Self {
        self.head.upstream_id = id;
        self
    }

    /// Calls `then` once, when the body has ended, has failed, or is dropped before its end. It must
    /// not block.
    #[must_use]
    pub fn on_end(self, then: impl FnOnce(End<'_>) + Send + 'static) -> Self {
        self.guarded(guard::Told(then))
    }

    /// Puts the guard into the body: it lasts until the body has ended, has failed, or is dropped
    /// before its end, and is told which. A whole answer has ended already.
    ///
    /// This is where permits, counters and timers live.
    #[must_use]
    pub fn guarded(self, guard: impl Guard) -> Self {
        match self.body {
            Body::Complete(_) => {
                guard.on_end(End::Complete);
                self
            }
            Body::Stream(events) => {
                let events = guard::Guarded::new(events, guard);
                Self { head: self.head, body: Body::Stream(Box::pin(events)) }
            }
        }
    }

    /// The whole answer, waiting for the end of a stream.
    ///
    /// # Errors
    ///
    /// Whatever ended the stream before its time; [`Malformed`](ErrorKind::Malformed) if one of its
    /// events cannot be read, [`Cut`](ErrorKind::Cut) if it ended without a finish reason.
    pub async fn collect(self) -> Result<Completion, Error> {
        match self.body {
            Body::Complete(completion) => Ok(completion),
            Body::Stream(events) => collect::collect(events).await,
        }
    }

    /// The text of the whole answer; empty if it only calls tools.
    ///
    /// # Errors
    ///
    /// Whatever ended the answer before its time; [`Malformed`](ErrorKind::Malformed) if a whole one
    /// cannot be read.
    pub async fn text(self) -> Result<String, Error> {
        let answer = self.collect().await?.read()?;
        let first = answer.choices.into_iter().next();
        Ok(first.and_then(|choice| choice.message.content).unwrap_or_default())
    }

    /// The events of the answer; a whole one is replayed as events. One that cannot be read is the
    /// error [`Malformed`](ErrorKind::Malformed) as the only item.
    #[must_use]
    pub fn into_events(self) -> EventStream {
        match self.body {
            Body::Complete(completion) => Box::pin(replay::Replay::of(&completion)),
            Body::Stream(events) => events,
        }
    }

    /// The text of the answer, piece by piece.
    #[must_use]
    pub fn into_text(self) -> TextStream {
        TextStream::new(self.into_events())
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response").field("head", &self.head).field("body", &self.body).finish()
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Complete(completion) => f.debug_tuple("Complete").field(completion).finish(),
            Self::Stream(_) => f.write_str("Stream"),
        }
    }
}
