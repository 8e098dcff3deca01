//! Any future, tried again.

mod advice;
mod timer;

use std::any::Any;
use std::future::Future;
use std::ops::Deref;
use std::time::{Duration, Instant};

use osier_core::{Error, ErrorKind};

pub use self::advice::Advice;
pub use self::timer::Timer;
use crate::random::drawn;
use crate::retry::{Failure, Planned};
use crate::{Retry, RetryBudget};

impl Retry {
    /// Calls `operation` until it succeeds or the policy, the budget or the time says that it is
    /// enough; then its last error goes up as it is.
    ///
    /// An [`osier_core::Error`] is judged by what it says of itself. Any other error is worth another
    /// try; to be choosier, use [`call_with`](Self::call_with).
    ///
    /// ```
    /// use osier_retry::Retry;
    /// # use std::io;
    ///
    /// # async fn fetch(calls: &std::cell::Cell<u32>) -> io::Result<u32> {
    /// #     calls.set(calls.get() + 1);
    /// #     if calls.get() < 3 { Err(io::ErrorKind::ConnectionReset.into()) } else { Ok(calls.get()) }
    /// # }
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> io::Result<()> {
    /// # let calls = std::cell::Cell::new(0);
    /// let retry = Retry::default();
    /// let answer = retry.call(tokio::time::sleep, || fetch(&calls)).await?;
    /// assert_eq!(answer, 3, "it failed twice");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The error of the last attempt.
    ///
    /// # Cancellation
    ///
    /// Dropped in a wait, it gives the tokens back that the coming attempt would have cost; dropped in
    /// an attempt, it drops the attempt. Either way nothing further is tried or spent.
    pub async fn call<T, E, F, Fut>(&self, timer: impl Timer, operation: F) -> Result<T, E>
    where
        E: 'static,
        F: FnMut() -> Fut,
        Fut: Future<Output = Result<T, E>>,
    {
        self.run(timer, judge_any, operation).await
    }

    /// The same for errors that `advise` knows to judge.
    ///
    /// ```
    /// use osier_retry::{Advice, Retry, RetryPolicy};
    /// use std::io::{self, ErrorKind};
    ///
    /// # async fn read() -> io::Result<()> { Err(ErrorKind::NotFound.into()) }
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() {
    /// let advise = |error: &io::Error| match error.kind() {
    ///     ErrorKind::NotFound | ErrorKind::PermissionDenied => Advice::give_up(),
    ///     _ => Advice::retry(),
    /// };
    /// let retry = Retry::new(RetryPolicy::default());
    /// let missing = retry.call_with(advise, tokio::time::sleep, read).await;
    /// assert!(missing.is_err(), "and it was tried once");
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The error of the last attempt.
    ///
    /// # Cancellation
    ///
    /// As for [`call`](Self::call).
    pub async fn call_with<T, E, F, Fut>(
        &self,
        advise: impl Fn(&E) -> Advice,
        timer: impl Timer,
        operation: F,
    ) -> Result<T, E>
    where
        F: FnMut() -> Fut,
        Fut: Future<Output = Result<T, E>>,
    {
        self.run(timer, |error: &E| advise(error).case(), operation).await
    }

    async fn run<T, E, F, Fut>(
        &self,
        timer: impl Timer,
        judge: impl Fn(&E) -> Option<Case<'_>>,
        mut operation: F,
    ) -> Result<T, E>
    where
        F: FnMut() -> Fut,
        Fut: Future<Output = Result<T, E>>,
    {
        // What works at once reads no clock, unless there is an end to look out for.
        let since = self.has_an_end().then(|| timer.now());
        let mut tally = Tally { since, attempt: 0, billed: 0 };
        loop {
            let error = match operation().await {
                Ok(answer) => {
                    self.deposit();
                    return Ok(answer);
                }
                Err(error) => error,
            };
            let case = judge(&error);
            let planned = case.and_then(|case| self.after(&mut tally, &case, timer.now()));
            let Some(planned) = planned else {
                return Err(error);
            };
            drop(error);
            timer.sleep(planned.after).await;
            planned.begin();
        }
    }

    fn after(&self, tally: &mut Tally, case: &Case<'_>, now: Instant) -> Option<Planned<'_>> {
        tally.attempt += 1;
        tally.billed += u32::from(case.error.may_be_billed());
        self.next(&Failure {
            attempt: tally.attempt,
            error: &case.error,
            cost: case.cost,
            billed: tally.billed,
            alternative: false,
            hurried: false,
            ready_after: Duration::ZERO,
            since: tally.since.unwrap_or(now),
            now,
            remaining: Duration::MAX,
            drawn: drawn(),
        })
    }
}

/// What was tried so far.
struct Tally {
    since: Option<Instant>,
    attempt: u32,
    billed: u32,
}

/// An error in the words of a policy, and what a retry costs after it.
struct Case<'e> {
    error: Known<'e>,
    cost: u32,
}

enum Known<'e> {
    Itself(&'e Error),
    StandIn(Error),
}

fn judge_any<E: 'static>(error: &E) -> Option<Case<'_>> {
    match (error as &dyn Any).downcast_ref::<Error>() {
        Some(error) => Some(Case { error: Known::Itself(error), cost: cost_after(error) }),
        None => Advice::retry().case(),
    }
}

impl Deref for Known<'_> {
    type Target = Error;

    fn deref(&self) -> &Error {
        match self {
            Self::Itself(error) => error,
            Self::StandIn(error) => error,
        }
    }
}

/// What a retry costs after this error.
pub(crate) fn cost_after(error: &Error) -> u32 {
    match error.kind() {
        ErrorKind::Timeout => RetryBudget::AFTER_TIMEOUT,
        _ => RetryBudget::RETRY,
    }
}
