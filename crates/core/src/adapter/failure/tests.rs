use super::*;

#[test]
fn a_status_that_says_nothing_of_the_request_is_not_tried_again() {
    for status in [0, 100, 200, 301, 304, 405, 407, 600, u16::MAX] {
        let kind = ErrorKind::of_status(status);
        assert!(!kind.is_retryable() && kind.may_fail_over(), "{status}");
    }
}

#[test]
fn advice_to_retry_is_heard_only_where_no_cause_is_known() {
    use ErrorKind as K;
    let table = [
        (None, 500, None, K::Server),
        (Some(false), 500, None, K::Server),
        (Some(false), 429, None, K::RateLimited),
        (Some(false), 400, Some(K::Malformed), K::Malformed),
        (Some(false), 401, None, K::Auth),
        (Some(true), 400, None, K::Server),
        (Some(true), 400, Some(K::InvalidRequest), K::InvalidRequest),
        (Some(true), 401, None, K::Auth),
        (Some(true), 429, Some(K::QuotaExceeded), K::QuotaExceeded),
    ];
    for (should_retry, status, known, kind) in table {
        let headers = HeaderFacts { should_retry, ..HeaderFacts::default() };
        let failure = Failure { status, headers: &headers, body: b"" };
        assert_eq!(failure.kind(known), kind, "{should_retry:?} {status} {known:?}");
    }
}

#[test]
fn what_is_not_to_be_retried_keeps_the_wait_it_names() {
    let wait = std::time::Duration::from_secs(7);
    let headers = HeaderFacts {
        retry_after: Some(wait),
        should_retry: Some(false),
        ..HeaderFacts::default()
    };
    let failure = Failure { status: 429, headers: &headers, body: b"" };
    let error = failure.error(failure.kind(None));
    assert_eq!((error.is_retryable(), error.retry_after()), (false, Some(wait)));
}
