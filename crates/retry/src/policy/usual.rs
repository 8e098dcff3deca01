//! Backoff under a deadline.

use std::time::Duration;

use osier_core::{Error, ErrorKind, InvalidSetting};

use super::backoff::spread_out;
use super::{Decision, Policy, RetrySettings, Situation, Why};

/// Exponential backoff with jitter that respects Retry-After, the deadline and the caller's patience.
///
/// The wait is the longer of the backoff and the Retry-After, and up to a tenth more. A Retry-After is
/// never shortened, and never ignored for being long: if the wait would leave less than a useful
/// attempt of the deadline, or is longer than the patience while another target is ready or a stored answer
/// stands by, there is no wait and no attempt; the error goes up at once.
///
/// It repeats what [may be repeated](ErrorKind::is_retryable). A request that may have been billed
/// (it was sent and nothing came back, or its answer broke off) is repeated once.
///
/// ```
/// use osier_core::{Error, ErrorKind};
/// use osier_retry::{Decision, Policy, RetryPolicy, Situation, Why};
/// use std::time::Duration;
///
/// let policy = RetryPolicy::default();
/// let throttled = Error::new(ErrorKind::RateLimited).with_retry_after(Duration::from_secs(10));
/// let alone = Situation::new(Duration::from_secs(60));
/// let ten = Decision::Retry { after: Duration::from_secs(10) };
/// assert_eq!(policy.decide(1, &throttled, &alone), ten);
/// let not_alone = alone.alternative(true);
/// assert_eq!(policy.decide(1, &throttled, &not_alone), Decision::GiveUp(Why::Patience));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RetryPolicy {
    settings: RetrySettings,
}

impl RetryPolicy {
    /// The policy of these settings.
    ///
    /// # Errors
    ///
    /// [`InvalidSetting`] for a number outside its range.
    pub fn try_new(settings: RetrySettings) -> Result<Self, InvalidSetting> {
        settings.check()?;
        Ok(Self { settings })
    }

    /// Only throttles: six attempts, 5 s doubling up to 120 s. For work that can wait, such as a batch.
    #[must_use]
    pub fn rate_limit() -> Self {
        Self { settings: RetrySettings::rate_limit() }
    }

    /// Only time limits: four attempts, 2 s growing by half up to 30 s.
    ///
    /// A silent target is otherwise left, not retried; being repeated is this policy's own choice. So
    /// is that each of its attempts may be billed.
    #[must_use]
    pub fn timeout() -> Self {
        Self { settings: RetrySettings::timeout() }
    }

    /// Its numbers, and what it is for: to build another like it.
    ///
    /// ```
    /// use osier_retry::RetryPolicy;
    ///
    /// let thrice = RetryPolicy::rate_limit().settings().max_attempts(3).build()?;
    /// # let _ = thrice;
    /// # Ok::<(), osier_core::InvalidSetting>(())
    /// ```
    #[must_use]
    pub fn settings(&self) -> RetrySettings {
        self.settings
    }

    /// Why there can be no further attempt, however long it would be waited for.
    fn refusal(&self, attempt: u32, error: &Error, situation: &Situation) -> Option<Why> {
        let this = error.may_be_billed();
        if !self.settings.scope.covers(error, situation.alternative) {
            Some(Why::NotRetryable)
        } else if situation.billed.max(this.into()) > self.settings.billed_attempts {
            Some(Why::Billed)
        } else {
            (attempt >= self.settings.max_attempts).then_some(Why::Attempts)
        }
    }

    fn wait(&self, attempt: u32, error: &Error, situation: &Situation) -> Duration {
        let wants_less = matches!(error.kind(), ErrorKind::RateLimited | ErrorKind::Overloaded);
        let base = if wants_less && error.retry_after().is_none() {
            self.settings.wait_base
        } else {
            self.settings.base
        };
        let not_before = error.retry_after().unwrap_or_default().max(situation.not_before);
        self.settings.wait(attempt, base, not_before, situation.random)
    }

    /// Why this wait is too long. Neither luck nor a gate that rounds up to its next millisecond decides
    /// whether a Retry-After as long as the patience is waited out.
    fn too_long(&self, wait: Duration, after: Duration, situation: &Situation) -> Option<Why> {
        if after.saturating_add(self.settings.useful_attempt) > situation.remaining {
            Some(Why::Deadline)
        } else {
            let is_long = wait.as_millis() > self.settings.patience.as_millis();
            let may_leave = situation.alternative || situation.hurried;
            (may_leave && is_long).then_some(Why::Patience)
        }
    }
}

impl Policy for RetryPolicy {
    fn decide(&self, attempt: u32, error: &Error, situation: &Situation) -> Decision {
        if let Some(why) = self.refusal(attempt, error, situation) {
            return Decision::GiveUp(why);
        }
        let wait = self.wait(attempt, error, situation);
        let after = spread_out(wait, situation.random);
        match self.too_long(wait, after, situation) {
            Some(why) => Decision::GiveUp(why),
            None => Decision::Retry { after },
        }
    }

    fn max_attempts(&self) -> u32 {
        self.settings.max_attempts
    }
}
