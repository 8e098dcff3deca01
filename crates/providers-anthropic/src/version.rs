//! Versions of the Messages API.

/// A version of the Messages API, sent as `anthropic-version`.
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
