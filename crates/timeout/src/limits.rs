//! The limits, as plain data.

use std::time::Duration;

/// How long each part of an attempt may take. The table is in the [crate's documentation](crate).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    pub(crate) headers: Duration,
    pub(crate) first_event: Duration,
    pub(crate) progress_idle: Duration,
    pub(crate) attempt: Option<Duration>,
}

impl Default for Limits {
    /// For models that answer at once: silence of a minute means that nothing will come.
    fn default() -> Self {
        Self {
            headers: Duration::from_secs(30),
            first_event: Duration::from_secs(60),
            progress_idle: Duration::from_secs(120),
            attempt: None,
        }
    }
}

impl Limits {
    /// For models that think in silence: two minutes without an event are normal for them.
    #[must_use]
    pub fn reasoning() -> Self {
        let long = Duration::from_secs(300);
        Self { first_event: long, progress_idle: long, ..Self::default() }
    }

    /// From sending a streamed request to the headers of its response.
    #[must_use]
    pub fn headers(self, headers: Duration) -> Self {
        Self { headers, ..self }
    }

    /// From the start of a streamed attempt to its first event.
    #[must_use]
    pub fn first_event(self, first_event: Duration) -> Self {
        Self { first_event, ..self }
    }

    /// Between two events that carry content.
    #[must_use]
    pub fn progress_idle(self, progress_idle: Duration) -> Self {
        Self { progress_idle, ..self }
    }

    /// The whole attempt, streamed or not.
    #[must_use]
    pub fn attempt(self, attempt: Duration) -> Self {
        Self { attempt: Some(attempt), ..self }
    }
}
