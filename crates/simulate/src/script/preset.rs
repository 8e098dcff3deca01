//! The failures every provider knows, by name.

use std::time::Duration;

use osier_core::ErrorKind;
use serde::Deserialize;

/// A failure that providers report in their own words: status, headers and body are those of the
/// dialect that answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Preset {
    /// Too many requests or tokens in this minute; 429 with a wait.
    RateLimited,
    /// The same as an Azure front door says it, flat and without `error`.
    FlatRateLimited,
    /// One request with more tokens than the account's limit ever accepts; 429 without a wait.
    TooLarge,
    /// Out of money; 429 without a wait, or 402.
    Quota,
    /// The prepaid credit is used up; 429 without a wait, or Anthropic's 400.
    CreditBalance,
    /// The spend limit of the organization is reached; 429 without a wait, told apart from
    /// [`RateLimited`](Self::RateLimited) by its code alone.
    SpendLimit,
    /// The same of one project; Anthropic's limit by contract.
    ProjectSpendLimit,
    /// The usage limit the organization has set itself; 429 without a wait, or Anthropic's 400.
    UsageLimit,
    /// The model is still being loaded (llama.cpp); 503.
    Loading,
    /// No capacity now; 503, or Anthropic's 529.
    Overloaded,
    /// The key is wrong; 401.
    Auth,
    /// The same as an Azure front door says it.
    FlatAuth,
    /// The key may not do this; 403.
    Forbidden,
    /// No such model or deployment; 404.
    ModelNotFound,
    /// More tokens than the model's context holds; 400.
    ContextLength,
    /// A parameter this model does not take (`max_tokens`); 400.
    UnsupportedParameter,
    /// A value this model does not take (`temperature`); 400.
    UnsupportedValue,
    /// Function tools beside a `reasoning_effort` that this model does not take with them; 400, and
    /// only its text says so.
    ToolsWithReasoning,
    /// The prompt was refused; 400.
    ContentFilter,
    /// The request is wrong; 400.
    InvalidRequest,
    /// It failed inside; 500. The default.
    #[default]
    ServerError,
    /// A web page of the edge in front of the provider; 502.
    BadGateway,
    /// The edge, or the provider, ran out of time; 504, or 524.
    GatewayTimeout,
}

impl Preset {
    /// The preset whose shape a bare status has.
    pub(super) fn of_status(status: u16) -> Self {
        match status {
            401 => Self::Auth,
            402 => Self::Quota,
            403 => Self::Forbidden,
            404 => Self::ModelNotFound,
            429 => Self::RateLimited,
            503 | 529 => Self::Overloaded,
            504 | 524 => Self::GatewayTimeout,
            400..500 => Self::InvalidRequest,
            _ => Self::ServerError,
        }
    }

    /// The kind of error an adapter makes of it, in the dialect of OpenAI.
    #[must_use]
    pub fn kind(self) -> ErrorKind {
        match self {
            Self::RateLimited | Self::FlatRateLimited => ErrorKind::RateLimited,
            Self::TooLarge | Self::ContextLength => ErrorKind::ContextLength,
            Self::Quota
            | Self::CreditBalance
            | Self::SpendLimit
            | Self::ProjectSpendLimit
            | Self::UsageLimit => ErrorKind::QuotaExceeded,
            Self::Overloaded | Self::Loading => ErrorKind::Overloaded,
            Self::Auth | Self::FlatAuth | Self::Forbidden => ErrorKind::Auth,
            Self::ModelNotFound => ErrorKind::ModelNotFound,
            Self::UnsupportedParameter | Self::UnsupportedValue | Self::ToolsWithReasoning => {
                ErrorKind::UnsupportedParameter
            }
            Self::ContentFilter => ErrorKind::ContentPolicy,
            Self::InvalidRequest => ErrorKind::InvalidRequest,
            Self::ServerError | Self::BadGateway | Self::GatewayTimeout => ErrorKind::Server,
        }
    }

    /// The kind of error an adapter of this dialect makes of it: that of [`kind`](Self::kind), except
    /// where the dialect has no words for the same.
    #[cfg(feature = "server")]
    #[must_use]
    pub fn kind_in(self, dialect: crate::Dialect) -> ErrorKind {
        use crate::Dialect::{Anthropic, Ollama};
        match (dialect, self) {
            (Anthropic, Self::TooLarge) | (Ollama, Self::ContentFilter) => {
                ErrorKind::InvalidRequest
            }
            (Anthropic, Self::GatewayTimeout) => ErrorKind::Timeout,
            _ => self.kind(),
        }
    }

    /// The status in the dialect of OpenAI.
    #[must_use]
    pub fn status(self) -> u16 {
        match self {
            Self::RateLimited
            | Self::FlatRateLimited
            | Self::TooLarge
            | Self::Quota
            | Self::CreditBalance
            | Self::SpendLimit
            | Self::ProjectSpendLimit
            | Self::UsageLimit => 429,
            Self::Overloaded | Self::Loading => 503,
            Self::Auth | Self::FlatAuth => 401,
            Self::Forbidden => 403,
            Self::ModelNotFound => 404,
            Self::ContextLength
            | Self::UnsupportedParameter
            | Self::UnsupportedValue
            | Self::ToolsWithReasoning
            | Self::ContentFilter
            | Self::InvalidRequest => 400,
            Self::ServerError => 500,
            Self::BadGateway => 502,
            Self::GatewayTimeout => 524,
        }
    }

    /// The code in the dialect of OpenAI.
    #[must_use]
    pub fn code(self) -> Option<&'static str> {
        match self {
            Self::RateLimited | Self::TooLarge => Some("rate_limit_exceeded"),
            Self::Quota => Some("insufficient_quota"),
            Self::CreditBalance => Some("credit_balance_exhausted"),
            Self::SpendLimit => Some("organization_spend_limit_exceeded"),
            Self::ProjectSpendLimit => Some("project_spend_limit_exceeded"),
            Self::UsageLimit => Some("organization_usage_limit_exceeded"),
            Self::Overloaded => Some("server_is_overloaded"),
            Self::Auth => Some("invalid_api_key"),
            Self::Forbidden => Some("unsupported_country_region_territory"),
            Self::ModelNotFound => Some("model_not_found"),
            Self::ContextLength => Some("context_length_exceeded"),
            Self::UnsupportedParameter => Some("unsupported_parameter"),
            Self::UnsupportedValue => Some("unsupported_value"),
            Self::ContentFilter => Some("content_policy_violation"),
            Self::InvalidRequest => Some("invalid_value"),
            Self::FlatRateLimited
            | Self::FlatAuth
            | Self::ToolsWithReasoning
            | Self::Loading
            | Self::ServerError
            | Self::BadGateway
            | Self::GatewayTimeout => None,
        }
    }

    /// The request field that is to blame, in the dialect of OpenAI.
    #[must_use]
    pub fn param(self) -> Option<&'static str> {
        match self {
            Self::ContextLength => Some("messages"),
            Self::UnsupportedParameter => Some("max_tokens"),
            Self::UnsupportedValue => Some("temperature"),
            Self::ToolsWithReasoning => Some("reasoning_effort"),
            _ => None,
        }
    }

    /// The wait it asks for, in the dialect of OpenAI, unless the script says another.
    #[must_use]
    pub fn wait(self) -> Option<Duration> {
        match self {
            Self::RateLimited | Self::FlatRateLimited => Some(Duration::from_millis(2730)),
            _ => None,
        }
    }
}
