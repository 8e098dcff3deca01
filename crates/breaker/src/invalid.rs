//! What is wrong with a setting.

use std::fmt;

/// A setting that cannot work: its field, its value, and what is allowed.
///
/// ```
/// use osier_breaker::{Breaker, Settings};
///
/// let error = Breaker::try_new(Settings::default().failure_ratio(1.5)).unwrap_err();
/// assert_eq!(error.field(), "failure_ratio");
/// assert_eq!(error.to_string(), "failure_ratio is `1.5`; allowed is more than 0, at most 1");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidSetting {
    field: &'static str,
    value: String,
    allowed: &'static str,
}

impl InvalidSetting {
    pub(crate) fn new(field: &'static str, value: String, allowed: &'static str) -> Self {
        Self { field, value, allowed }
    }

    /// The name of the setting: that of its setter in [`Settings`](crate::Settings).
    #[must_use]
    pub fn field(&self) -> &'static str {
        self.field
    }

    /// The value it has.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }

    /// What it may be.
    #[must_use]
    pub fn allowed(&self) -> &'static str {
        self.allowed
    }
}

impl fmt::Display for InvalidSetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { field, value, allowed } = self;
        write!(f, "{field} is `{value}`; allowed is {allowed}")
    }
}

impl std::error::Error for InvalidSetting {}

#[cfg(feature = "provider")]
impl From<InvalidSetting> for osier_core::InvalidSetting {
    fn from(invalid: InvalidSetting) -> Self {
        Self::new(invalid.field, invalid.value, invalid.allowed)
    }
}
