//! What is wrong with a setting.

use std::fmt;

/// A setting that cannot work: its field, its value, and what is allowed.
///
/// ```
/// use osier_core::adapter::BaseUrl;
///
/// let error = BaseUrl::parse("base_url", "localhost:8000").unwrap_err();
/// assert_eq!((error.field(), error.value()), ("base_url", "localhost:8000"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidSetting {
    field: &'static str,
    value: String,
    allowed: &'static str,
}

impl InvalidSetting {
    /// The setting `field` has this `value` in place of what is `allowed`. A value that holds
    /// credentials must be masked by the caller.
    #[must_use]
    pub fn new(field: &'static str, value: impl Into<String>, allowed: &'static str) -> Self {
        Self { field, value: value.into(), allowed }
    }

    /// The name of the setting.
    #[must_use]
    pub fn field(&self) -> &'static str {
        self.field
    }

    /// The value it has; credentials in a URL are masked.
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
