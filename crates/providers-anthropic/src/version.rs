//! Versions of the Messages API.

use std::str::FromStr;

use osier_core::InvalidSetting;

/// A version of the Messages API, sent as `anthropic-version`.
///
/// ```
/// use osier_providers_anthropic::ApiVersion;
///
/// assert_eq!("2026-10-21".parse(), Ok(ApiVersion::V2026_10_21));
/// let error = "yesterday".parse::<ApiVersion>().unwrap_err();
/// assert_eq!((error.field(), error.value()), ("api_version", "yesterday"));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ApiVersion {
    /// `2023-06-01`, the default: it takes whatever the newer one takes, and sampling fields for the
    /// models that have them. No end of it has been announced.
    #[default]
    V2023_06_01,
    /// `2026-10-21`. It rejects `temperature`, `top_p` and `top_k` for every model, so requests with
    /// them are [`Unsupported`](osier_core::ErrorKind::Unsupported) here and can go elsewhere.
    V2026_10_21,
}

impl ApiVersion {
    /// The value of the header.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::V2023_06_01 => "2023-06-01",
            Self::V2026_10_21 => "2026-10-21",
        }
    }
}

impl FromStr for ApiVersion {
    type Err = InvalidSetting;

    /// Reads its [`name`](Self::name).
    fn from_str(name: &str) -> Result<Self, InvalidSetting> {
        let known = [Self::V2023_06_01, Self::V2026_10_21];
        known.into_iter().find(|version| version.name() == name).ok_or_else(|| {
            let shown: String = name.chars().take(64).collect();
            InvalidSetting::new("api_version", shown, "`2023-06-01` or `2026-10-21`")
        })
    }
}
