//! How each kind of error looks from outside.

use std::time::Duration;

use http::StatusCode;
use osier::{Error, ErrorKind};

/// A second is the least that lets a failed route recover, and short enough for any client to wait.
const DEFAULT_WAIT: Duration = Duration::from_secs(1);

/// How an error looks from outside.
pub(super) struct Shape {
    pub(super) status: StatusCode,
    pub(super) kind: &'static str,
    pub(super) code: String,
    pub(super) retry_after: Option<Duration>,
    /// The caller can mend it, and what the provider said tells how.
    pub(super) callers_fault: bool,
    /// The same request may succeed if it is sent again.
    pub(super) worth_retrying: bool,
}

impl Shape {
    pub(super) fn of(error: &Error) -> Self {
        let (status, kind, code) = look(error);
        let transient = matches!(status.as_u16(), 429 | 502 | 503 | 504)
            && !matches!(
                error.kind(),
                ErrorKind::QuotaExceeded
                    | ErrorKind::Auth
                    | ErrorKind::Benched
                    | ErrorKind::DeadlineExceeded
                    | ErrorKind::NotStored
            );
        let paced = matches!(status.as_u16(), 429 | 503) && transient;
        let named = error.retry_after().filter(|wait| !wait.is_zero());
        let retry_after = named.or((status.as_u16() == 503).then_some(DEFAULT_WAIT));
        let callers_fault = kind == "invalid_request_error";
        // Codes of a wrong request tell what is wrong; elsewhere one word means one thing.
        let told = error.code().filter(|_| error.kind() == ErrorKind::InvalidRequest);
        let code = told.unwrap_or(code).to_owned();
        Self {
            status,
            kind,
            code,
            retry_after: retry_after.filter(|_| paced),
            callers_fault,
            worth_retrying: transient,
        }
    }
}

fn look(error: &Error) -> (StatusCode, &'static str, &'static str) {
    const CALLER: &str = "invalid_request_error";
    const UPSTREAM: &str = "upstream_error";
    match error.kind() {
        ErrorKind::InvalidRequest => (invalid_status(error), CALLER, "invalid_request"),
        ErrorKind::UnknownModel | ErrorKind::ModelNotFound => {
            (StatusCode::NOT_FOUND, CALLER, "model_not_found")
        }
        ErrorKind::ContextLength => (StatusCode::BAD_REQUEST, CALLER, "context_length_exceeded"),
        ErrorKind::ContentPolicy => (StatusCode::BAD_REQUEST, CALLER, "content_policy_violation"),
        ErrorKind::UnsupportedParameter | ErrorKind::Unsupported => {
            (StatusCode::BAD_REQUEST, CALLER, "unsupported_parameter")
        }
        ErrorKind::RateLimited => {
            (StatusCode::TOO_MANY_REQUESTS, "rate_limit_error", "rate_limit_exceeded")
        }
        ErrorKind::QuotaExceeded => out_of_quota(),
        // As the provider's own word was when it was asked last.
        ErrorKind::Benched if error.code() == Some(ErrorKind::QuotaExceeded.name()) => {
            out_of_quota()
        }
        ErrorKind::Timeout | ErrorKind::DeadlineExceeded => {
            (StatusCode::GATEWAY_TIMEOUT, UPSTREAM, "timeout")
        }
        // As HTTP has it of a cache that may ask nobody.
        ErrorKind::NotStored => (StatusCode::GATEWAY_TIMEOUT, CALLER, "not_stored"),
        ErrorKind::Auth | ErrorKind::Benched => {
            (StatusCode::BAD_GATEWAY, UPSTREAM, "provider_auth")
        }
        ErrorKind::Overloaded
        | ErrorKind::AttemptsExhausted
        | ErrorKind::CircuitOpen
        | ErrorKind::AtCapacity => (StatusCode::SERVICE_UNAVAILABLE, UPSTREAM, "overloaded"),
        ErrorKind::Shed => (StatusCode::SERVICE_UNAVAILABLE, "server_error", "overloaded"),
        ErrorKind::TenantLimited => {
            (StatusCode::TOO_MANY_REQUESTS, "rate_limit_error", "rate_limit_exceeded")
        }
        ErrorKind::Connect | ErrorKind::Server | ErrorKind::Cut | ErrorKind::Malformed => {
            (down_status(error), UPSTREAM, "provider_failed")
        }
        _ => (StatusCode::INTERNAL_SERVER_ERROR, "server_error", "internal"),
    }
}

fn out_of_quota() -> (StatusCode, &'static str, &'static str) {
    (StatusCode::TOO_MANY_REQUESTS, "insufficient_quota", "insufficient_quota")
}

/// The statuses that say more than "invalid" are kept.
fn invalid_status(error: &Error) -> StatusCode {
    match error.status() {
        Some(408) => StatusCode::REQUEST_TIMEOUT,
        Some(413) => StatusCode::PAYLOAD_TOO_LARGE,
        Some(422) => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::BAD_REQUEST,
    }
}

/// One provider failed: a bad gateway. Several did: the service is down for now.
fn down_status(error: &Error) -> StatusCode {
    let mut targets = error.attempts().iter().map(|attempt| &attempt.target);
    let first = targets.next();
    if targets.any(|target| Some(target) != first) {
        StatusCode::SERVICE_UNAVAILABLE
    } else {
        StatusCode::BAD_GATEWAY
    }
}
