//! How long a stored answer is good for what.

use std::time::Duration;

/// How long answers are good for what, counted from when they were given.
#[derive(Clone, Copy, Debug, PartialEq)]
#[must_use]
pub struct Freshness {
    /// So long an answer is fresh.
    pub fresh: Duration,
    /// So long after that it is still given, and a new one is fetched behind it.
    pub stale_while_revalidate: Duration,
    /// So long it is kept for the time when nobody answers.
    pub stale_if_error: Duration,
}

/// What a stored answer is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// To be given.
    Fresh,
    /// To be given, while one request fetches a new one before it is too old (XFetch).
    Early,
    /// To be given, while one request fetches a new one.
    Stale,
    /// To be given if nobody else answers.
    IfError,
    /// Nothing.
    Gone,
}

impl Freshness {
    /// What an answer of this age is good for. `took` is how long it took to come by; `spread` and `luck`
    /// are in 0..1: the first is the entry's own and moves its times by up to 10 %, the second is new each
    /// time.
    #[must_use]
    pub fn standing(&self, age: Duration, took: Duration, spread: f64, luck: f64) -> Standing {
        let _ = (age, took, spread, luck);
        Standing::Gone
    }

    /// How long an answer is worth keeping at all.
    #[must_use]
    pub fn keep(&self) -> Duration {
        self.stale_if_error
    }
}
