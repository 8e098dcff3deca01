//! What a breaker is told when it is made.

mod check;
#[cfg(test)]
mod tests;

use std::time::Duration;

/// When a breaker trips, how long it stays open, and how it closes again.
///
/// Plain data. Nothing is checked here: [`Breaker::try_new`](crate::Breaker::try_new) does that, and
/// refuses what cannot work. The defaults and their reasons are in the
/// [documentation of the crate](crate#defaults).
///
/// ```
/// use osier_breaker::{Breaker, Settings};
/// use std::time::Duration;
///
/// let settings = Settings::default()
///     .consecutive_failures(None) // judge by the ratio alone
///     .failure_ratio(0.2)
///     .open(Duration::from_secs(10));
/// let breaker = Breaker::try_new(settings)?;
/// # let _ = breaker;
/// # Ok::<(), osier_breaker::InvalidSetting>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    pub(crate) consecutive_failures: Option<u32>,
    pub(crate) failure_ratio: Option<f64>,
    pub(crate) slow_ratio: Option<f64>,
    pub(crate) slow_after: Duration,
    pub(crate) minimum_calls: u32,
    pub(crate) window: Duration,
    pub(crate) open: Duration,
    pub(crate) open_max: Duration,
    pub(crate) jitter: f64,
    pub(crate) seed: Option<u64>,
    pub(crate) probes: u32,
    pub(crate) successes_to_close: u32,
    pub(crate) lease: Duration,
    pub(crate) throttles_to_cool: Option<u32>,
    pub(crate) observe: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            consecutive_failures: Some(5),
            failure_ratio: Some(0.5),
            slow_ratio: None,
            slow_after: Duration::from_secs(10),
            minimum_calls: 10,
            window: Duration::from_secs(60),
            open: Duration::from_secs(5),
            open_max: Duration::from_secs(60),
            jitter: 0.2,
            seed: None,
            probes: 1,
            successes_to_close: 2,
            lease: Duration::from_secs(30),
            throttles_to_cool: Some(3),
            observe: false,
        }
    }
}

impl Settings {
    /// The breaker of the books: 5 failures in a row open it for 30 s, then 3 calls are let through
    /// and must all succeed. No ratio, no growth, no jitter.
    #[must_use]
    pub fn classic() -> Self {
        let open = Duration::from_secs(30);
        Self { open, open_max: open, jitter: 0.0, probes: 3, successes_to_close: 3, ..Self::row(5) }
    }

    /// Trips after `failures` in a row and on nothing else. The cheapest breaker: as long as all is
    /// well, a call costs two loads and no clock is read.
    #[must_use]
    pub fn consecutive(failures: u32) -> Self {
        Self::row(failures)
    }

    fn row(failures: u32) -> Self {
        Self { consecutive_failures: Some(failures), failure_ratio: None, ..Self::default() }
    }

    /// Trips after this many failures in a row, 1 to 1000; `None` never does. Default 5.
    #[must_use]
    pub fn consecutive_failures(self, failures: impl Into<Option<u32>>) -> Self {
        Self { consecutive_failures: failures.into(), ..self }
    }

    /// Trips when at least this part of the calls in the window failed, above 0 and up to 1; `None`
    /// never does. Default 0.5.
    #[must_use]
    pub fn failure_ratio(self, ratio: impl Into<Option<f64>>) -> Self {
        Self { failure_ratio: ratio.into(), ..self }
    }

    /// Trips when at least this part of the calls in the window was slow, above 0 and up to 1;
    /// `None`, the default, never does. Watching for it reads the clock at each call.
    #[must_use]
    pub fn slow_ratio(self, ratio: impl Into<Option<f64>>) -> Self {
        Self { slow_ratio: ratio.into(), ..self }
    }

    /// A success that took this long is slow. More than zero; default 10 s. Matters only with a
    /// [`slow_ratio`](Self::slow_ratio).
    #[must_use]
    pub fn slow_after(self, slow_after: Duration) -> Self {
        Self { slow_after, ..self }
    }

    /// No ratio is judged on fewer calls in the window than this, 1 to 16384. Default 10.
    #[must_use]
    pub fn minimum_calls(self, minimum_calls: u32) -> Self {
        Self { minimum_calls, ..self }
    }

    /// How far back the ratios look: 12 ms to 1 day, default 60 s. It slides in 12 steps, each
    /// rounded up to whole milliseconds. A breaker that stayed closed for as long opens for
    /// the shortest time again.
    #[must_use]
    pub fn window(self, window: Duration) -> Self {
        Self { window, ..self }
    }

    /// How long it stays open at first, 1 ms to 7 days; default 5 s. Each failed probe doubles it.
    #[must_use]
    pub fn open(self, open: Duration) -> Self {
        Self { open, ..self }
    }

    /// Where the doubling ends: at least [`open`](Self::open), at most 32768 times that and 7 days.
    /// Default 60 s.
    #[must_use]
    pub fn open_max(self, open_max: Duration) -> Self {
        Self { open_max, ..self }
    }

    /// How much the open time varies, up and down, so that many breakers do not probe as one: 0 to
    /// 0.5, default 0.2.
    #[must_use]
    pub fn jitter(self, jitter: f64) -> Self {
        Self { jitter, ..self }
    }

    /// Where the jitter starts, to have the same one every time; `None`, the default, is another start
    /// for each breaker. For tests and simulations: many breakers of one seed would probe as one.
    #[must_use]
    pub fn seed(self, seed: impl Into<Option<u64>>) -> Self {
        Self { seed: seed.into(), ..self }
    }

    /// Calls let through at once while half-open, 1 to 100. Default 1.
    #[must_use]
    pub fn probes(self, probes: u32) -> Self {
        Self { probes, ..self }
    }

    /// Successful probes that close it, 1 to 100. Default 2.
    #[must_use]
    pub fn successes_to_close(self, successes_to_close: u32) -> Self {
        Self { successes_to_close, ..self }
    }

    /// How long a probe may go without a word before it counts as failed, 1 ms to 1 day. Default
    /// 30 s. Each failed probe doubles it for the next, up to 16 times and a day, so that a callee
    /// whose answers take longer is found out as well. A sooner deadline of the caller shortens it.
    #[must_use]
    pub fn lease(self, lease: Duration) -> Self {
        Self { lease, ..self }
    }

    /// Throttled answers in a row, none of which said for how long, that cool the target for the
    /// open time: 1 to 15; `None` never does. One that says how long cools at once. Default 3.
    #[must_use]
    pub fn throttles_to_cool(self, throttles: impl Into<Option<u32>>) -> Self {
        Self { throttles_to_cool: throttles.into(), ..self }
    }

    /// Starts in [`Mode::Observe`](crate::Mode::Observe): trips and tells, but lets every call
    /// through. Off by default.
    #[must_use]
    pub fn observe(self, observe: bool) -> Self {
        Self { observe, ..self }
    }
}
