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

#[test]
fn a_mistake_on_this_side_fails_over_only_if_nothing_was_sent() {
    let table =
        [(Delivery::NotSent, true), (Delivery::MaybeSent, false), (Delivery::Answered, false)];
    for (delivery, other) in table {
        let error = Error::new(ErrorKind::Internal).with_delivery(delivery);
        assert_eq!((error.is_retryable(), error.may_fail_over()), (false, other), "{delivery:?}");
    }
}

#[test]
fn whoever_shares_an_error_is_told_all_of_it() {
    let error = Error::new(ErrorKind::RateLimited)
        .with_status(429)
        .with_code("slow_down")
        .with_note("note")
        .with_provider_message("message")
        .with_retry_after(Duration::from_secs(3))
        .with_source(std::io::Error::other("cause"));
    let shared = error.shared();
    assert_eq!(format!("{shared:?}"), format!("{error:?}"));
    assert_eq!(shared.provider_message(), error.provider_message());
    let cause = std::error::Error::source(&shared).map(ToString::to_string);
    assert_eq!(cause.as_deref(), Some("cause"));
}
