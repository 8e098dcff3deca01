//! The limits, as plain data.

use std::time::Duration;

use osier_core::InvalidSetting;

/// How long each part of an attempt may take. The table is in the [crate's documentation](crate).
///
/// ```
/// use osier_timeout::Limits;
/// use std::time::Duration;
///
/// let limits = Limits::reasoning().attempt(Duration::from_secs(900));
/// assert!(limits.check().is_ok());
/// let error = limits.headers(Duration::ZERO).check().unwrap_err();
/// assert_eq!(error.field(), "headers");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    pub(crate) connect: Duration,
    pub(crate) headers: Duration,
    pub(crate) first_event: Duration,
    pub(crate) byte_idle: Duration,
    pub(crate) progress_idle: Duration,
    pub(crate) attempt: Option<Duration>,
}

impl Default for Limits {
    /// For models that answer at once: silence of a minute means that nothing will come.
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            headers: Duration::from_secs(30),
            first_event: Duration::from_secs(60),
            byte_idle: Duration::from_secs(75),
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

    /// Name lookup, TCP and TLS. Whoever opens the connections asks for it with
    /// [`connect_limit`](Self::connect_limit).
    #[must_use]
    pub fn connect(self, connect: Duration) -> Self {
        Self { connect, ..self }
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

    /// Between any two bytes of a body, whole or streamed, keep-alives included.
    #[must_use]
    pub fn byte_idle(self, byte_idle: Duration) -> Self {
        Self { byte_idle, ..self }
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

    /// How long a connection may take to be made.
    #[must_use]
    pub fn connect_limit(&self) -> Duration {
        self.connect
    }

    /// Whether every limit leaves some time.
    ///
    /// # Errors
    ///
    /// The first limit that is zero: nothing could ever be in time.
    pub fn check(&self) -> Result<(), InvalidSetting> {
        let all = [
            ("connect", self.connect),
            ("headers", self.headers),
            ("first_event", self.first_event),
            ("byte_idle", self.byte_idle),
            ("progress_idle", self.progress_idle),
            ("attempt", self.attempt.unwrap_or(Duration::MAX)),
        ];
        match all.into_iter().find(|(_, limit)| limit.is_zero()) {
            Some((field, _)) => Err(InvalidSetting::new(field, "0s", "any time longer than zero")),
            None => Ok(()),
        }
    }
}
