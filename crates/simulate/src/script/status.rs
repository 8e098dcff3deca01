//! An answer without success status.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Deserializer, de::Error};

use super::Preset;

/// An answer without success status.
///
/// Without a preset the status picks the body's shape; without a status the preset has its own.
/// With neither it is the dialect's 500.
///
/// ```
/// use std::time::Duration;
/// use osier_simulate::{Preset, Status};
///
/// let wait = Status::from(Preset::RateLimited).retry_after(Duration::from_secs(20));
/// let silent = Status::from(429).without_hints();
/// assert_eq!((wait.code(), silent.code()), (429, 429));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Status {
    /// The HTTP status, from 200 to 599; the preset's own by default.
    #[serde(deserialize_with = "read_status")]
    pub status: Option<u16>,
    /// What it says, in the dialect's words.
    pub preset: Option<Preset>,
    /// The body in place of the preset's: JSON if it begins with a brace or bracket.
    pub body: Option<String>,
    /// A web page for a body.
    pub html: bool,
    /// `retry-after`, in seconds. Setting it or its twin replaces the preset's hints.
    pub retry_after: Option<u64>,
    /// `retry-after-ms`.
    pub retry_after_ms: Option<u64>,
    /// Leaves out the preset's own hints: waits and rate-limit headers.
    pub no_hints: bool,
    /// Further headers, names in lower case; they replace those of the preset.
    pub headers: BTreeMap<String, String>,
}

impl Status {
    /// Asks for this wait: in whole seconds, rounded up, and exactly in `retry-after-ms`.
    #[must_use]
    pub fn retry_after(mut self, wait: Duration) -> Self {
        let millis = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
        self.retry_after = Some(millis.div_ceil(1000));
        self.retry_after_ms = (millis % 1000 != 0).then_some(millis);
        self
    }

    /// Leaves out every hint of when to come back.
    #[must_use]
    pub fn without_hints(mut self) -> Self {
        self.no_hints = true;
        self
    }

    /// Sets the status, keeping the preset's body.
    #[must_use]
    pub fn with_status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// Sets the body.
    #[must_use]
    pub fn with_body(mut self, body: impl Into<String>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// Answers with a web page, as an edge or a proxy does.
    #[must_use]
    pub fn html(mut self) -> Self {
        self.html = true;
        self
    }

    /// Adds a header; `name` in lower case.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.insert(name.into(), value.into());
        self
    }

    /// The status in the dialect of OpenAI.
    #[must_use]
    pub fn code(&self) -> u16 {
        self.status.unwrap_or_else(|| self.shape().status())
    }

    /// The preset it speaks through.
    pub(crate) fn shape(&self) -> Preset {
        let by_status = || self.status.map(Preset::of_status);
        self.preset.or_else(by_status).unwrap_or_default()
    }

    /// Whether the preset's own hints are left out.
    pub(crate) fn replaces_hints(&self) -> bool {
        self.no_hints || self.retry_after.is_some() || self.retry_after_ms.is_some()
    }

    /// The wait it asks for, in the dialect of OpenAI.
    pub(crate) fn wait(&self) -> Option<Duration> {
        let exact = self.retry_after_ms.map(Duration::from_millis);
        let own = exact.or(self.retry_after.map(Duration::from_secs));
        let preset = || self.shape().wait().filter(|_| !self.replaces_hints());
        own.or_else(preset)
    }
}

impl From<u16> for Status {
    fn from(status: u16) -> Self {
        Self::default().with_status(status)
    }
}

impl From<Preset> for Status {
    fn from(preset: Preset) -> Self {
        Self { preset: Some(preset), ..Self::default() }
    }
}

fn read_status<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u16>, D::Error> {
    let status = u16::deserialize(deserializer)?;
    if (200..=599).contains(&status) {
        Ok(Some(status))
    } else {
        Err(D::Error::custom(format!("`status` is {status}, expected a number from 200 to 599")))
    }
}
