//! When the standing level moves.

mod check;
#[cfg(test)]
mod tests;

use std::time::Duration;

use osier_core::InvalidSetting;

/// When the standing level of a route moves. What it does with these is told by the
/// [`Controller`](crate::Controller).
///
/// ```
/// use osier_degrade::{Settings, Weights};
/// use std::time::Duration;
///
/// let settings = Settings::default()
///     .window(Duration::from_secs(60))
///     .weights(Weights { shedding: 0.0, ..Weights::default() }); // shedding moves nothing
/// assert!(settings.check().is_ok());
/// assert!(settings.clean_at(0.6).check().is_err(), "not clean, but bad");
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    pub(crate) window: Duration,
    pub(crate) minimum_calls: u32,
    pub(crate) down_at: f64,
    pub(crate) dead_at: f64,
    pub(crate) clean_at: f64,
    pub(crate) hold_max: Duration,
    pub(crate) trial: Duration,
    pub(crate) trial_share: f64,
    pub(crate) trial_calls: u32,
    pub(crate) weights: Weights,
    pub(crate) patience: Duration,
}

/// How much each signal adds to the pressure on a level: the share of its requests that showed it, times
/// this weight, each from 0, which is not at all, to 1.
///
/// A request that was not answered counts whole, however it was not: whoever asked has no answer either way.
/// Shedding counts three quarters, so that by itself it takes a level down only when it lasts: with the other
/// defaults when two of three requests in the window came meanwhile, which no burst does. A level that also fails
/// some of them falls sooner: a lesser answer takes less, and there is more to go round.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weights {
    /// Requests that the level failed to answer, for a reason of its own. Default **1**.
    pub failures: f64,
    /// Requests that found no target of the level ready. Default **1**.
    pub unready: f64,
    /// Requests that came while others were being shed. Default **0.75**.
    pub shedding: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            window: Duration::from_secs(30),
            minimum_calls: 10,
            down_at: 0.5,
            dead_at: 0.9,
            clean_at: 0.1,
            hold_max: Duration::from_secs(120),
            trial: Duration::from_secs(10),
            trial_share: 0.1,
            trial_calls: 5,
            weights: Weights::default(),
            patience: Duration::from_secs(30),
        }
    }
}

impl Default for Weights {
    fn default() -> Self {
        Self { failures: 1.0, unready: 1.0, shedding: 0.75 }
    }
}

impl Settings {
    /// How far back it is looked, and how long a step up lasts at least: a second to an hour. Default
    /// **30 s**: longer than what a retry, another target or a breaker deals with, and short enough that callers
    /// do not wait for minutes on a level that fails them.
    #[must_use]
    pub fn window(self, window: Duration) -> Self {
        Self { window, ..self }
    }

    /// No level is left on fewer requests in the window than this: 1 to 10,000. Default **10**: below, one more or
    /// less decides.
    #[must_use]
    pub fn minimum_calls(self, calls: u32) -> Self {
        Self { minimum_calls: calls, ..self }
    }

    /// The pressure from which on a level is left for a worse one: more than [`clean_at`](Self::clean_at), at
    /// most 1. Default **0.5**: each request that fails steps down for itself, so nothing is lost while
    /// fewer than half do.
    #[must_use]
    pub fn down_at(self, pressure: f64) -> Self {
        Self { down_at: pressure, ..self }
    }

    /// The pressure by unanswered requests from which on a live level is left for a stored one: at least
    /// [`down_at`](Self::down_at), at most 1. Default **0.9**: as long as one in ten is answered live, that is worth
    /// trying; with less, callers wait for nothing.
    #[must_use]
    pub fn dead_at(self, pressure: f64) -> Self {
        Self { dead_at: pressure, ..self }
    }

    /// The pressure up to which a trial passes: more than 0, less than 1. Default **0.1**: a level that is
    /// taken up again should be far from being left again.
    #[must_use]
    pub fn clean_at(self, pressure: f64) -> Self {
        Self { clean_at: pressure, ..self }
    }

    /// How long the hold becomes at most, between a fall and the next trial: from the
    /// [`window`](Self::window), with which it begins, to an hour. Default **120 s**: it bounds how long full can be well
    /// again without anybody knowing. While another level could be tried, answers on trial that take longer
    /// than this are not waited for.
    #[must_use]
    pub fn hold_max(self, hold: Duration) -> Self {
        Self { hold_max: hold, ..self }
    }

    /// How long a better level is tried at least before all requests begin there: a second to ten minutes.
    /// Default **10 s**: a level that is up for a moment only should not pass.
    #[must_use]
    pub fn trial(self, trial: Duration) -> Self {
        Self { trial, ..self }
    }

    /// The share of the requests that try it: more than 0, up to 1. Default **0.1**: enough to learn from,
    /// too few to hurt what is just recovering. One that fails steps down like any other.
    #[must_use]
    pub fn trial_share(self, share: f64) -> Self {
        Self { trial_share: share, ..self }
    }

    /// No trial is decided on fewer requests than this: 1 to 1000. So many are tried over the time of a
    /// [`trial`](Self::trial) also where the share would be fewer. Default **5**: one every 2 s.
    #[must_use]
    pub fn trial_calls(self, calls: u32) -> Self {
        Self { trial_calls: calls, ..self }
    }

    /// How much each signal counts, each from 0 to 1. The defaults and their reasons are at [`Weights`].
    #[must_use]
    pub fn weights(self, weights: Weights) -> Self {
        Self { weights, ..self }
    }

    /// How long a stream may show nothing at a level while another, or a stored answer, could follow: a second to an
    /// hour. Default
    /// **30 s**, which is what answers have to send their headers; for models that think in silence 300 s. It is
    /// never more than three quarters of the deadline. A whole answer shows nothing before it is complete, so it
    /// has those three quarters, and a minute at least.
    #[must_use]
    pub fn patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Whether these can work.
    ///
    /// # Errors
    ///
    /// The first that cannot, with its value and what is allowed.
    pub fn check(&self) -> Result<(), InvalidSetting> {
        check::check(self)
    }
}
