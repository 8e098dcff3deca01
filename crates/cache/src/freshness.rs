//! How long a stored answer is good for what.

mod check;
#[cfg(test)]
mod tests;

use std::time::Duration;

use osier_core::InvalidSetting;

/// How much an entry's own times may differ from what is set, to both sides.
const JITTER: f64 = 0.1;

/// How long answers are good for what, counted from when they were given.
///
/// The words are those of HTTP ([RFC 5861](https://www.rfc-editor.org/rfc/rfc5861)), but for the last one,
/// which is counted from the beginning here as well. What is stored together does not grow old together: the
/// times of each entry are its own, up to 10 % shorter or longer, all by the same factor.
///
/// ```
/// use std::time::Duration;
///
/// use osier_cache::{Freshness, Standing};
///
/// let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
/// let freshness = Freshness::default().fresh(minutes(10));
/// assert!(freshness.check().is_ok());
///
/// let took = Duration::from_secs(2);
/// let standing = |age| freshness.standing(age, took, 0.5, 0.9);
/// assert_eq!(standing(minutes(9)), Standing::Fresh);
/// assert_eq!(standing(minutes(12)), Standing::Stale);
/// assert_eq!(standing(minutes(60)), Standing::IfError);
/// assert_eq!(standing(minutes(60 * 25)), Standing::Gone);
/// ```
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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

impl Default for Freshness {
    fn default() -> Self {
        Self {
            fresh: Duration::from_secs(300),
            stale_while_revalidate: Duration::from_secs(300),
            stale_if_error: Duration::from_secs(24 * 3600),
        }
    }
}

impl Freshness {
    /// So long an answer is fresh: up to 365 days; with 0 none ever is. Default **5 min**: what is asked again
    /// by a retry, by a second tab, by many at once is answered, and a corrected prompt or a newer model is
    /// seen soon.
    pub fn fresh(self, fresh: Duration) -> Self {
        Self { fresh, ..self }
    }

    /// So long after that it is still given, and a new one is fetched behind it: up to 365 days; with 0, whoever
    /// comes first after [`fresh`](Self::fresh) waits for the new one. Default **5 min**: as long again, so that
    /// nobody waits for what is asked every few minutes.
    pub fn stale_while_revalidate(self, stale: Duration) -> Self {
        Self { stale_while_revalidate: stale, ..self }
    }

    /// So long it is kept for the time when nobody answers: up to 365 days. If this is less than the two others
    /// together, nothing is kept for longer than they say. Default **24 h**: longer than almost every outage,
    /// and what was asked yesterday at this hour is asked again today.
    pub fn stale_if_error(self, stale: Duration) -> Self {
        Self { stale_if_error: stale, ..self }
    }

    /// Whether these can work.
    ///
    /// # Errors
    ///
    /// The first that cannot, with its value and what is allowed.
    pub fn check(&self) -> Result<(), InvalidSetting> {
        check::check(self)
    }

    /// What an answer of this age is good for. `took` is how long it took to come by; `spread` and `luck`
    /// are in 0..1: the first is the entry's own and moves its times by up to 10 %, the second is new each
    /// time.
    ///
    /// Of what is fresh, some requests fetch a new one early, so that it never happens that many find it old
    /// at once: the nearer the end, and the longer an answer takes, the more of them, as in XFetch (Vattani,
    /// Chierichetti and Lowenstein, "Optimal Probabilistic Cache Stampede Prevention", 2015) with β = 1. Before
    /// half of its time is over, none does.
    #[must_use]
    pub fn standing(&self, age: Duration, took: Duration, spread: f64, luck: f64) -> Standing {
        let fresh = moved(self.fresh, spread);
        let stale = moved(self.given(), spread);
        let kept = moved(self.stale_if_error, spread);
        let early = head_start(took, luck).min(fresh / 2);
        match age {
            age if age < fresh.saturating_sub(early) => Standing::Fresh,
            age if age < fresh => Standing::Early,
            age if age < stale => Standing::Stale,
            age if age < kept => Standing::IfError,
            _ => Standing::Gone,
        }
    }

    /// How long an answer is worth keeping at all: the longest of these times, for the entry whose times are
    /// the longest.
    #[must_use]
    pub fn keep(&self) -> Duration {
        moved(self.given().max(self.stale_if_error), 1.0)
    }

    /// So long it is given to whoever asks.
    fn given(&self) -> Duration {
        self.fresh.saturating_add(self.stale_while_revalidate)
    }
}

/// A time as it is for an entry of this spread. What is no number leaves it as it is.
fn moved(time: Duration, spread: f64) -> Duration {
    let spread = if spread.is_nan() { 0.5 } else { spread.clamp(0.0, 1.0) };
    let factor = 1.0 - JITTER + 2.0 * JITTER * spread;
    Duration::try_from_secs_f64(time.as_secs_f64() * factor).unwrap_or(Duration::MAX)
}

/// How long before the end this request would fetch a new answer: `took` times a number of the
/// exponential distribution.
fn head_start(took: Duration, luck: f64) -> Duration {
    let luck = if luck.is_nan() { 1.0 } else { luck.clamp(f64::MIN_POSITIVE, 1.0) };
    Duration::try_from_secs_f64(took.as_secs_f64() * -luck.ln()).unwrap_or(Duration::MAX)
}
