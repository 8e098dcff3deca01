//! A breaker around any future.

use std::error::Error;
use std::fmt;
use std::future::Future;

use crate::{Breaker, Outcome, Rejection};

/// A call was not made, or it failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallError<E> {
    /// The breaker did not let it through.
    Rejected(Rejection),
    /// It was made, and failed with this.
    Failed(E),
}

impl Breaker {
    /// Makes a call if the breaker lets it through; every error counts as a failure.
    ///
    /// # Errors
    ///
    /// What the call failed with, or why it was not made.
    ///
    /// # Cancellation
    ///
    /// Dropping the future drops the call, and says nothing about it; so does a panic in it.
    ///
    /// ```
    /// # tokio_test_block(async {
    /// use osier_breaker::{Breaker, CallError};
    ///
    /// let breaker = Breaker::default();
    /// let answer = breaker.call(|| async { "42".parse::<u8>() }).await;
    /// assert_eq!(answer, Ok(42));
    /// # });
    /// # fn tokio_test_block(f: impl Future<Output = ()>) {
    /// #     let waker = std::task::Waker::noop();
    /// #     assert!(std::pin::pin!(f).poll(&mut std::task::Context::from_waker(waker)).is_ready());
    /// # }
    /// ```
    pub async fn call<T, E, F>(&self, work: impl FnOnce() -> F) -> Result<T, CallError<E>>
    where
        F: Future<Output = Result<T, E>>,
    {
        let classify = |result: &Result<T, E>| match result {
            Ok(_) => Outcome::Success,
            Err(_) => Outcome::Failure,
        };
        self.call_with(classify, work).await
    }

    /// Makes a call if the breaker lets it through; `classify` says what its result means.
    ///
    /// # Errors
    ///
    /// What the call failed with, or why it was not made.
    pub async fn call_with<T, E, F>(
        &self,
        classify: impl FnOnce(&Result<T, E>) -> Outcome,
        work: impl FnOnce() -> F,
    ) -> Result<T, CallError<E>>
    where
        F: Future<Output = Result<T, E>>,
    {
        let permit = self.try_acquire().map_err(CallError::Rejected)?;
        let result = work().await;
        permit.record(classify(&result));
        result.map_err(CallError::Failed)
    }
}

impl<E: fmt::Display> fmt::Display for CallError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rejected(rejection) => rejection.fmt(f),
            Self::Failed(error) => error.fmt(f),
        }
    }
}

impl<E: Error> Error for CallError<E> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Rejected(_) => None,
            Self::Failed(error) => error.source(),
        }
    }
}
