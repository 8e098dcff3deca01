//! The numbers of a policy.

use std::time::Duration;

use osier_core::{Error, ErrorKind, InvalidSetting};

use super::RetryPolicy;

/// How a wait is spread, so that requests that failed together do not come back together. The names
/// are those of "Exponential Backoff And Jitter" (Marc Brooker, AWS Architecture Blog, 2015).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Jitter {
    /// Anywhere from nothing to the whole backoff: the article's winner in total work, and the
    /// default.
    #[default]
    Full,
    /// Half the backoff, and up to half of it more: never at once.
    Equal,
    /// The backoff itself.
    None,
}

/// The numbers of a [`RetryPolicy`]. The defaults and their reasons are in the
/// [crate's documentation](crate#defaults).
///
/// ```
/// use osier_retry::{Jitter, RetrySettings};
/// use std::time::Duration;
///
/// let policy = RetrySettings::default()
///     .max_attempts(5)
///     .base(Duration::from_millis(100))
///     .jitter(Jitter::Equal)
///     .build()?;
///
/// let wrong = RetrySettings::default().base(Duration::from_secs(60)).build().unwrap_err();
/// assert_eq!(wrong.field(), "base");
/// # let _ = policy;
/// # Ok::<(), osier_core::InvalidSetting>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RetrySettings {
    pub(super) max_attempts: u32,
    pub(super) base: Duration,
    pub(super) wait_base: Duration,
    pub(super) factor: f64,
    pub(super) cap: Duration,
    pub(super) jitter: Jitter,
    pub(super) patience: Duration,
    pub(super) useful_attempt: Duration,
    pub(super) billed_attempts: u32,
    pub(super) scope: Scope,
}

/// The errors a policy is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// What may be repeated.
    Retryable,
    Throttles,
    Timeouts,
}

impl Default for RetrySettings {
    fn default() -> Self {
        Self {
            max_attempts: 3,
            base: Duration::from_millis(250),
            wait_base: Duration::from_secs(1),
            factor: 2.0,
            cap: Duration::from_secs(20),
            jitter: Jitter::Full,
            patience: Duration::from_secs(3),
            useful_attempt: Duration::from_secs(1),
            billed_attempts: 1,
            scope: Scope::Retryable,
        }
    }
}

impl RetrySettings {
    /// How many attempts there are at most, the first included: 1 or more.
    #[must_use]
    pub fn max_attempts(self, max_attempts: u32) -> Self {
        Self { max_attempts, ..self }
    }

    /// The backoff after the first failure: more than 0, at most the cap.
    #[must_use]
    pub fn base(self, base: Duration) -> Self {
        Self { base, ..self }
    }

    /// The same for a target that is throttled and names no time: more than 0, at most the cap.
    #[must_use]
    pub fn wait_base(self, wait_base: Duration) -> Self {
        Self { wait_base, ..self }
    }

    /// What the backoff grows by with each failure: a finite number of 1 or more.
    #[must_use]
    pub fn factor(self, factor: f64) -> Self {
        Self { factor, ..self }
    }

    /// The longest backoff. A Retry-After is never cut to it.
    #[must_use]
    pub fn cap(self, cap: Duration) -> Self {
        Self { cap, ..self }
    }

    /// How the backoff is spread.
    #[must_use]
    pub fn jitter(self, jitter: Jitter) -> Self {
        Self { jitter, ..self }
    }

    /// The longest wait while another target is ready or a stored answer stands by, not counting the up to a tenth that is added to
    /// spread it; 0 never waits then.
    #[must_use]
    pub fn patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// What must be left of the deadline after the wait; 0 tries up to the last moment.
    #[must_use]
    pub fn useful_attempt(self, useful_attempt: Duration) -> Self {
        Self { useful_attempt, ..self }
    }

    /// How often a request is repeated that may have been billed already; 0 never does.
    #[must_use]
    pub fn billed_attempts(self, billed_attempts: u32) -> Self {
        Self { billed_attempts, ..self }
    }

    /// The policy of these settings.
    ///
    /// # Errors
    ///
    /// [`InvalidSetting`] for a number outside its range.
    pub fn build(self) -> Result<RetryPolicy, InvalidSetting> {
        RetryPolicy::try_new(self)
    }

    pub(super) fn rate_limit() -> Self {
        let base = Duration::from_secs(5);
        Self {
            max_attempts: 6,
            base,
            wait_base: base,
            cap: Duration::from_secs(120),
            scope: Scope::Throttles,
            ..Self::default()
        }
    }

    pub(super) fn timeout() -> Self {
        let base = Duration::from_secs(2);
        Self {
            max_attempts: 4,
            billed_attempts: 3,
            base,
            wait_base: base,
            factor: 1.5,
            cap: Duration::from_secs(30),
            scope: Scope::Timeouts,
            ..Self::default()
        }
    }

    pub(super) fn check(&self) -> Result<(), InvalidSetting> {
        let Self { max_attempts, base, wait_base, factor, cap, .. } = *self;
        if max_attempts == 0 {
            return Err(InvalidSetting::new("max_attempts", "0", "1 or more, the first included"));
        }
        if cap.is_zero() {
            return Err(InvalidSetting::new("cap", "0ns", "more than 0"));
        }
        for (field, value) in [("base", base), ("wait_base", wait_base)] {
            if value.is_zero() || value > cap {
                let allowed = "more than 0, at most `cap`";
                return Err(InvalidSetting::new(field, format!("{value:?}"), allowed));
            }
        }
        if !(factor.is_finite() && factor >= 1.0) {
            let allowed = "a finite number of 1 or more";
            return Err(InvalidSetting::new("factor", factor.to_string(), allowed));
        }
        Ok(())
    }
}

impl Scope {
    /// An overloaded target wants less load, so another one is asked; it is tried again where there is
    /// none to ask.
    pub(super) fn covers(self, error: &Error, alternative: bool) -> bool {
        match self {
            Self::Retryable if error.kind() == ErrorKind::Overloaded => {
                !alternative && !error.refuses_retry()
            }
            Self::Retryable => error.is_retryable(),
            Self::Throttles => error.kind() == ErrorKind::RateLimited,
            Self::Timeouts => error.kind() == ErrorKind::Timeout,
        }
    }
}
