use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue};
use osier_core::adapter::{ContentType, HeaderFacts};

use super::{LONGEST_WAIT, facts};

/// 2026-11-22T12:00:00Z
const NOW: Duration = Duration::from_secs(1_795_348_800);

fn read(headers: &[(&'static str, &str)]) -> HeaderFacts {
    let pairs = headers.iter().map(|(name, value)| {
        let value = HeaderValue::from_bytes(value.as_bytes()).unwrap();
        (HeaderName::from_static(name), value)
    });
    facts(&HeaderMap::from_iter(pairs), NOW)
}

fn seconds(seconds: f64) -> Option<Duration> {
    Some(Duration::from_secs_f64(seconds))
}

#[test]
fn retry_after_is_seconds_or_a_date() {
    let table = [
        ("3", seconds(3.0)),
        ("0", seconds(0.0)),
        ("2.73", seconds(2.73)),
        (" 5 ", seconds(5.0)),
        ("86400", seconds(86_400.0)),
        ("Sun, 22 Nov 2026 12:00:30 GMT", seconds(30.0)),
        ("Sun, 22 Nov 2026 11:00:00 GMT", seconds(0.0)),
        ("Fri, 01 Jan 2100 00:00:00 GMT", Some(LONGEST_WAIT)),
        ("99999999999999999999999999", Some(LONGEST_WAIT)),
        ("-1", None),
        ("1e3", None),
        ("inf", None),
        ("nan", None),
        ("soon", None),
        ("3s", None),
        ("1.2.3", None),
        (".", None),
        ("", None),
        ("é", None),
    ];
    for (text, expected) in table {
        assert_eq!(read(&[("retry-after", text)]).retry_after, expected, "{text:?}");
    }
    assert_eq!(read(&[]).retry_after, None);
}

#[test]
fn milliseconds_win_over_seconds_if_they_can_be_read() {
    let both = |ms| read(&[("retry-after", "3"), ("retry-after-ms", ms)]).retry_after;
    assert_eq!(both("2730"), seconds(2.73));
    assert_eq!(both("0"), seconds(0.0));
    assert_eq!(both("-5"), seconds(3.0));
    assert_eq!(both("x"), seconds(3.0));
    assert_eq!(both("99999999999999"), Some(LONGEST_WAIT));
}

#[test]
fn durations_with_units_are_summed() {
    let table = [
        ("1s", seconds(1.0)),
        ("6m0s", seconds(360.0)),
        ("20ms", seconds(0.02)),
        ("17ms", seconds(0.017)),
        ("1h2m3.5s", seconds(3723.5)),
        ("2m59.56s", seconds(179.56)),
        ("1m", seconds(60.0)),
        ("1ms", seconds(0.001)),
        ("7", seconds(7.0)),
        ("1d", seconds(86_400.0)),
        ("5us", seconds(5e-6)),
        ("8ns", seconds(8e-9)),
        ("99d", Some(LONGEST_WAIT)),
        ("-1", None),
        ("", None),
        ("abc", None),
        ("1s2", None),
        ("1x", None),
        ("s", None),
        ("1 s", None),
        ("1sx", None),
    ];
    for (text, expected) in table {
        let headers = [("x-ratelimit-remaining-tokens", "0"), ("x-ratelimit-reset-tokens", text)];
        assert_eq!(read(&headers).reset_after, expected, "{text:?}");
    }
    assert_eq!(super::duration::parse("5µs"), seconds(5e-6));
}

#[test]
fn only_exhausted_limits_count_and_the_longest_of_them() {
    let limit = |requests, tokens| {
        read(&[
            ("x-ratelimit-remaining-requests", requests),
            ("x-ratelimit-reset-requests", "1m"),
            ("x-ratelimit-remaining-tokens", tokens),
            ("x-ratelimit-reset-tokens", "2s"),
            ("x-ratelimit-remaining-input-tokens", "5"),
            ("x-ratelimit-reset-input-tokens", "1h"),
        ])
        .reset_after
    };
    assert_eq!(limit("9", "9"), None);
    assert_eq!(limit("9", "0"), seconds(2.0));
    assert_eq!(limit("0", "0"), seconds(60.0));
    assert_eq!(limit("-1", "x"), None);
    assert_eq!(read(&[("x-ratelimit-remaining-tokens", "0")]).reset_after, None);
    assert_eq!(read(&[("x-ratelimit-reset-tokens", "3s")]).reset_after, None);
}

#[test]
fn anthropic_names_the_moment() {
    let table = [
        ("2026-11-22T12:00:09Z", seconds(9.0)),
        ("2026-11-22T12:00:09.25Z", seconds(10.0)),
        ("2026-11-22T14:00:09+02:00", seconds(9.0)),
        ("2026-11-22T05:00:09-07:00", seconds(9.0)),
        ("2026-11-23T12:00:00z", seconds(86_400.0)),
        ("9999-12-31T23:59:59Z", Some(LONGEST_WAIT)),
        ("2026-13-22T12:00:09Z", None),
        ("2026-11-22T12:00:09", None),
        ("2026-11-22", None),
        ("2026-11-22T12:00Z", None),
        ("2026-11-22T12:00:09+2", None),
        ("soon", None),
        ("", None),
    ];
    for (text, expected) in table {
        let headers = [
            ("anthropic-ratelimit-input-tokens-remaining", "0"),
            ("anthropic-ratelimit-input-tokens-reset", text),
            ("anthropic-ratelimit-requests-remaining", "4"),
            ("anthropic-ratelimit-requests-reset", "2026-11-22T13:00:00Z"),
        ];
        assert_eq!(read(&headers).reset_after, expected, "{text:?}");
    }
}

#[test]
fn a_reset_of_nothing_is_no_wait() {
    for text in ["0", "0s", "0ms", "0m0s"] {
        let headers = [("x-ratelimit-remaining-tokens", "0"), ("x-ratelimit-reset-tokens", text)];
        let facts = read(&headers);
        assert_eq!((facts.reset_after, facts.wait()), (None, None), "{text:?}");
    }
    for text in ["2025-08-21T12:40:59Z", "0000-01-01T00:00:00Z", "2026-11-22T12:00:00Z"] {
        let headers = [
            ("anthropic-ratelimit-requests-remaining", "0"),
            ("anthropic-ratelimit-requests-reset", text),
            ("anthropic-ratelimit-tokens-remaining", "0"),
            ("anthropic-ratelimit-tokens-reset", "2026-11-22T12:00:03Z"),
        ];
        assert_eq!(read(&headers[..2]).reset_after, None, "{text:?}");
        assert_eq!(read(&headers).reset_after, seconds(3.0), "{text:?}");
    }
}

#[test]
fn rfc3339_knows_the_calendar() {
    let until = |text, now| super::timestamp::until_rfc3339(text, Duration::from_secs(now));
    assert_eq!(until("2024-02-29T00:00:01Z", 1_709_164_800), seconds(1.0));
    assert_eq!(until("2000-03-01T00:00:01Z", 951_868_800), seconds(1.0));
    assert_eq!(until("1970-01-01T00:00:01Z", 0), seconds(1.0));
}

#[test]
fn should_retry_is_yes_or_no_or_nothing() {
    let read = |text| read(&[("x-should-retry", text)]).should_retry;
    assert_eq!(read("true"), Some(true));
    assert_eq!(read("False"), Some(false));
    assert_eq!(read("maybe"), None);
}

#[test]
fn the_first_identity_counts() {
    for name in ["x-request-id", "request-id", "apim-request-id", "x-generation-id"] {
        assert_eq!(read(&[(name, "req_1")]).request_id.as_deref(), Some("req_1"));
    }
    let two = read(&[("apim-request-id", "b"), ("x-request-id", "a")]);
    assert_eq!(two.request_id.as_deref(), Some("a"));
    let empty = read(&[("x-request-id", ""), ("request-id", "b")]);
    assert_eq!(empty.request_id.as_deref(), Some("b"));
    let long = read(&[("x-request-id", &"x".repeat(5000))]);
    assert_eq!(long.request_id.unwrap().len(), 256);
}

#[test]
fn content_types_are_told_apart() {
    let table = [
        ("text/event-stream; charset=utf-8", ContentType::EventStream),
        ("Text/Event-Stream", ContentType::EventStream),
        ("application/x-ndjson", ContentType::Ndjson),
        ("application/json; charset=utf-8", ContentType::Json),
        ("application/problem+json", ContentType::Json),
        ("text/html;charset=utf-8", ContentType::Html),
        ("text/plain", ContentType::Other),
        ("", ContentType::Other),
    ];
    for (text, expected) in table {
        assert_eq!(read(&[("content-type", text)]).content_type, expected, "{text:?}");
    }
}
