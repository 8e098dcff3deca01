//! What the names mean that providers give their errors.

use osier_core::ErrorKind;

/// What a name says on its own, whatever the status. `None` for names nobody here has heard of, and
/// for those that say no more than a status does.
pub(super) fn meaning(name: &str) -> Option<ErrorKind> {
    first_match(name, &NAMES).or_else(|| by_affix(name))
}

/// What a name says that is only as exact as a status; asked where there is no status.
pub(super) fn rough_meaning(name: &str) -> Option<ErrorKind> {
    first_match(name, &ROUGH)
}

/// Whether a code tells a cause. Numbers repeat the status or are a provider's own, and rough names
/// repeat the type.
pub(super) fn is_telling(code: &str) -> bool {
    code.bytes().any(|b| b.is_ascii_alphabetic()) && rough_meaning(code).is_none()
}

type Row = (ErrorKind, &'static [&'static str]);

fn first_match(name: &str, table: &[Row]) -> Option<ErrorKind> {
    table
        .iter()
        .find(|(_, names)| names.iter().any(|known| known.eq_ignore_ascii_case(name)))
        .map(|(kind, _)| *kind)
}

/// Families of names: `string_above_max_length`, `invalid_image_url`, …
fn by_affix(name: &str) -> Option<ErrorKind> {
    let wrong_size = name.contains("_above_max_") || name.contains("_below_min_");
    (wrong_size || name.starts_with("invalid_image")).then_some(ErrorKind::InvalidRequest)
}

const NAMES: [Row; 11] = [
    (ErrorKind::ContextLength, &CONTEXT),
    (ErrorKind::UnsupportedParameter, &PARAMETER),
    (ErrorKind::ContentPolicy, &POLICY),
    (ErrorKind::InvalidRequest, &INVALID),
    (ErrorKind::QuotaExceeded, &QUOTA),
    (ErrorKind::Auth, &AUTH),
    (ErrorKind::ModelNotFound, &MODEL),
    (ErrorKind::RateLimited, &RATE),
    (ErrorKind::Overloaded, &OVERLOAD),
    // The edge could not reach the provider. What else an edge says is judged by its status.
    (ErrorKind::Server, &["cf_bad_gateway", "cf_gateway_timeout"]),
    // The model wrote a tool call or JSON that its own server rejects: another try may do better.
    (ErrorKind::Malformed, &["tool_use_failed", "json_validate_failed"]),
];

const CONTEXT: [&str; 5] = [
    "context_length_exceeded",
    "exceed_context_size_error",
    "token_limit_exceeded",
    "request_too_large",
    "model_max_prompt_tokens_exceeded",
];

const PARAMETER: [&str; 6] = [
    "unsupported_parameter",
    "unsupported_value",
    "unknown_parameter",
    "extra_forbidden",
    "not_supported_error",
    "NotImplementedError",
];

const POLICY: [&str; 8] = [
    "invalid_prompt",
    "content_policy_violation",
    "content_filter",
    "moderation_blocked",
    "cyber_policy",
    "bio_policy",
    "misalignment_policy_violation",
    "responsible_ai_policy_violation",
];

const INVALID: [&str; 7] = [
    "invalid_value",
    "missing_required_parameter",
    "invalid_type",
    "invalid_function_parameters",
    "invalid_json",
    "json_invalid",
    "string_too_long",
];

const QUOTA: [&str; 10] = [
    "insufficient_quota",
    "credit_balance_exhausted",
    "organization_spend_limit_exceeded",
    "project_spend_limit_exceeded",
    "organization_usage_limit_exceeded",
    "billing_hard_limit_reached",
    "billing_not_active",
    "insufficient_credits",
    "payment_required",
    "quota_exceeded",
];

const AUTH: [&str; 11] = [
    "invalid_api_key",
    "invalid_authentication",
    "authentication_error",
    "permission_error",
    "permission_denied",
    "unsupported_country_region_territory",
    "request_forbidden",
    "ip_not_authorized",
    "invalid_organization",
    "account_deactivated",
    "model_terms_required",
];

const MODEL: [&str; 7] = [
    "model_not_found",
    "model_decommissioned",
    "model_not_available",
    "invalid_model",
    "not_found_error",
    "NotFoundError",
    "unknown_url",
];

const RATE: [&str; 8] = [
    "rate_limit_exceeded",
    "rate_limit_error",
    "rate_limited",
    "rate_limit",
    "slow_down",
    "too_many_requests",
    "requests",
    "tokens",
];

const OVERLOAD: [&str; 10] = [
    "server_is_overloaded",
    "service_unavailable_error",
    "service_unavailable",
    "unavailable_error",
    "overloaded_error",
    "engine_overloaded",
    "resource_unavailable",
    "capacity_exceeded",
    "service_tier_capacity_exceeded",
    // Mistral's number for the same.
    "3505",
];

const ROUGH: [Row; 3] = [
    (ErrorKind::InvalidRequest, &ROUGH_REQUEST),
    (ErrorKind::Server, &ROUGH_SERVER),
    (ErrorKind::Auth, &["unauthorized", "forbidden"]),
];

const ROUGH_REQUEST: [&str; 5] = [
    "invalid_request_error",
    "invalid_request",
    "BadRequestError",
    "bad_request",
    "UnprocessableEntityError",
];

const ROUGH_SERVER: [&str; 7] = [
    "server_error",
    "api_error",
    "internal_error",
    "internal_server_error",
    "InternalServerError",
    "upstream_error",
    "bad_gateway",
];
