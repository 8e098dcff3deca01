use super::build::MAX_PROVIDER_MESSAGE;
use super::*;

#[test]
fn neither_display_nor_debug_shows_what_the_provider_said() {
    let error = Error::new(ErrorKind::Auth)
        .with_status(401)
        .with_provider_message("Incorrect API key provided: sk-secret");
    assert!(!format!("{error} {error:?}").contains("sk-secret"));
    assert_eq!(error.provider_message(), Some("Incorrect API key provided: sk-secret"));
}

#[test]
fn a_provider_message_is_cut_at_a_character() {
    let error = Error::new(ErrorKind::Server).with_provider_message(&"é".repeat(2000));
    assert_eq!(error.provider_message().map(str::len), Some(MAX_PROVIDER_MESSAGE));
}

#[test]
fn what_may_be_tried_again_and_where() {
    use ErrorKind as K;
    let table = [
        (K::Connect, true, true),
        (K::Timeout, false, true),
        (K::DeadlineExceeded, false, false),
        (K::Server, true, true),
        (K::Overloaded, false, true),
        (K::RateLimited, true, true),
        (K::QuotaExceeded, false, true),
        (K::Auth, false, true),
        (K::ModelNotFound, false, true),
        (K::ContextLength, false, true),
        (K::ContentPolicy, false, false),
        (K::UnsupportedParameter, false, true),
        (K::Unsupported, false, true),
        (K::InvalidRequest, false, false),
        (K::Cut, true, true),
        (K::Malformed, true, true),
        (K::Cancelled, false, false),
        (K::Internal, false, false),
    ];
    for (kind, same, other) in table {
        assert_eq!((kind.is_retryable(), kind.may_fail_over()), (same, other), "{kind:?}");
    }
}
