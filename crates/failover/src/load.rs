//! How busy a target is, and how soon it lately answered.

mod decaying;
mod in_flight;
mod recent;
#[cfg(test)]
mod tests;
mod timeline;

use std::sync::Arc;
use std::time::{Duration, Instant};

use self::decaying::{Decaying, above_floor, of_floor};
use self::in_flight::InFlight;
use self::recent::Recent;
use self::timeline::Timeline;

pub use self::recent::Percentiles;

/// What counts as no time at all. Nobody who waits for a model feels a difference below it, and nothing
/// looks faster: neither the fastest target, nor one of which nothing is known.
const FLOOR: Duration = Duration::from_millis(50);
/// Ten seconds without a slower answer, and a target looks e times faster: the time constant of Finagle's
/// peak-EWMA.
const LATENCY_FADES: Duration = Duration::from_secs(10);
/// Penalties fade faster: thirty times as slow as before is as slow as before after 13.6 s. The steeper they
/// fade, the less it matters how busy the others are: from as slow as a hundred thousand busy seconds to
/// nothing it is still only a minute.
const PENALTY_FADES: Duration = Duration::from_secs(4);
/// After this time without a further failure nothing is left of any penalty.
pub(crate) const FORGIVEN_AFTER: Duration = Duration::from_secs(60);
/// A failed call counts as no faster than this, however fast it was.
const LEAST_PENALTY: Duration = Duration::from_secs(5);
/// And as so many times slower than the target looked.
const PENALTY_FACTOR: f64 = 30.0;

/// What one target has in flight, and how soon it lately answered.
///
/// # How fast a target looks
///
/// By its slowest answer, which counts in full at first and then fades exponentially: the *peak-EWMA* of
/// Finagle (`com.twitter.finagle.loadbalancer.PeakEwma`), in the form in which it is read: a slower answer
/// counts at once, and a faster one only by the time that passes. First tokens of streams and whole answers
/// are kept apart: a long answer is no slow target.
///
/// A failure is never a fast answer. It counts as thirty times as slow as the target looked, at least as 5 s,
/// and at least as long as it took. So a target that fails looks as slow as before only 13.6 s later, is
/// asked again, and if it fails again, looks slow for as long again: about one attempt in 13.6 s goes to a
/// target that keeps failing. What was already under way when it failed says nothing new, and multiplies
/// nothing. Penalties have a time constant of 4 s, and 60 s without a further failure there is nothing left
/// of any: then, at the latest, the target has its full share.
///
/// What nobody has tried for long looks as fast as can be, 50 ms, and so does a new target: it is asked, and
/// one answer says how fast it is. Of two that are drawn it wins until then, so that a new one among n has
/// at most two n-ths of the requests (2/n), twice its share; and the tokens that are in flight there count
/// against it.
///
/// # Cost
///
/// No locks, a few atomics for each request, and no cache line shared with another target.
#[derive(Debug, Default)]
#[repr(align(64))]
pub(crate) struct Load {
    in_flight: InFlight,
    timeline: Timeline,
    first_token: Decaying,
    whole_answer: Decaying,
    penalty: Decaying,
    last_failure: timeline::Latest,
    first_tokens: Recent,
    whole_answers: Recent,
}

/// A request in flight, until it is dropped.
#[derive(Debug)]
#[must_use = "dropped, the request is no longer in flight"]
pub(crate) struct Busy {
    load: Arc<Load>,
    tokens: u64,
}

impl Load {
    /// One more request in flight, of so many tokens.
    pub(crate) fn enter(self: &Arc<Self>, tokens: u64) -> Busy {
        let tokens = self.in_flight.add(tokens);
        Busy { load: Arc::clone(self), tokens }
    }

    /// The tokens in flight.
    pub(crate) fn tokens_in_flight(&self) -> u64 {
        self.in_flight.tokens()
    }

    /// The requests in flight.
    pub(crate) fn requests_in_flight(&self) -> u64 {
        self.in_flight.requests()
    }

    /// The first content of a streamed answer came after this time.
    pub(crate) fn began(&self, now: Instant, took: Duration) {
        self.noted(now, took, true);
    }

    /// A whole answer came after this time.
    pub(crate) fn answered(&self, now: Instant, took: Duration) {
        self.noted(now, took, false);
    }

    /// A call failed after this time.
    pub(crate) fn failed(&self, now: Instant, took: Duration) {
        let now = self.timeline.nanos(now);
        let began_at = now.saturating_sub(timeline::nanos(took));
        let is_news = self.last_failure.replace(now).is_none_or(|last| began_at > last);
        let least = above_floor(took.max(LEAST_PENALTY));
        let above = if is_news { self.above(now) + PENALTY_FACTOR.ln() } else { least };
        self.penalty.raise(now, above.max(least), PENALTY_FADES, FORGIVEN_AFTER);
    }

    /// A call was given up without content after this time, because another answered first: it would have
    /// taken at least as long. No failure, and no answer.
    pub(crate) fn waited(&self, now: Instant, took: Duration, stream: bool) {
        self.slow(self.timeline.nanos(now), took, stream);
    }

    #[cfg(test)]
    /// How long the target now seems to take to its first token, or to a whole answer: 50 ms at the least.
    pub(crate) fn estimate(&self, now: Instant, stream: bool) -> Duration {
        FLOOR.mul_f64(self.times_floor(now, stream))
    }

    /// How long it would seem to take for a request of so many tokens, besides those in flight: token
    /// seconds, of which only the order means anything. Lower is better.
    pub(crate) fn score(&self, now: Instant, tokens: u64, stream: bool) -> f64 {
        let tokens = self.tokens_in_flight().saturating_add(tokens).max(1);
        tokens as f64 * FLOOR.as_secs_f64() * self.times_floor(now, stream)
    }

    /// The 95th percentile of what first tokens, or whole answers, lately took; `None` until 50 of them are
    /// known. Up to sixteen answers old.
    pub(crate) fn slowest_usual(&self, stream: bool) -> Option<Duration> {
        self.recent(stream).slowest_usual()
    }

    /// What first tokens, or whole answers, lately took; `None` if there were none.
    pub(crate) fn latency(&self, stream: bool) -> Option<Percentiles> {
        self.recent(stream).percentiles()
    }

    fn noted(&self, now: Instant, took: Duration, stream: bool) {
        let now = self.timeline.nanos(now);
        self.slow(now, took, stream);
        self.recent(stream).note(now, took);
    }

    fn slow(&self, now: u64, took: Duration, stream: bool) {
        let latency = if stream { &self.first_token } else { &self.whole_answer };
        latency.raise(now, above_floor(took), LATENCY_FADES, Duration::MAX);
    }

    fn times_floor(&self, now: Instant, stream: bool) -> f64 {
        let now = self.timeline.nanos(now);
        let latency = if stream { &self.first_token } else { &self.whole_answer };
        of_floor(latency.above(now, LATENCY_FADES).max(self.penalty.above(now, PENALTY_FADES)))
    }

    /// How far above the floor it looks in all respects.
    fn above(&self, now: u64) -> f64 {
        let latency = |of: &Decaying| of.above(now, LATENCY_FADES);
        let latency = latency(&self.first_token).max(latency(&self.whole_answer));
        latency.max(self.penalty.above(now, PENALTY_FADES))
    }

    fn recent(&self, stream: bool) -> &Recent {
        if stream { &self.first_tokens } else { &self.whole_answers }
    }
}

impl Busy {
    /// Whose request it is.
    pub(crate) fn load(&self) -> &Load {
        &self.load
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.load.in_flight.remove(self.tokens);
    }
}
