//! Every row of Azure's error table.

use std::time::Duration;

use osier_core::adapter::{Failure, HeaderFacts};
use osier_core::{Adapter, Delivery, Error};
use osier_providers_azure::Azure;
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::golden::{Expected, bytes_of, cases};

const KEY: &str = "0123456789abcdefAZURE";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    status: u16,
    headers: Headers,
    body: Box<RawValue>,
    expect: Expected,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Headers {
    retry_after_ms: Option<u64>,
    should_retry: Option<bool>,
}

fn classify(status: u16, headers: &Headers, body: &[u8]) -> Error {
    let headers = HeaderFacts {
        retry_after: headers.retry_after_ms.map(Duration::from_millis),
        should_retry: headers.should_retry,
        ..HeaderFacts::default()
    };
    let azure = Azure::v1("https://h", KEY).expect("a good endpoint");
    azure.classify(&Failure { status, headers: &headers, body })
}

#[test]
fn every_row_of_the_error_table_is_understood() {
    for case in cases::<Case>("errors.json") {
        let error = classify(case.status, &case.headers, bytes_of(&case.body).as_bytes());
        assert_eq!(Expected::of(&error), case.expect, "{}", case.name);
        assert_eq!(error.status(), Some(case.status), "{}", case.name);
        assert_eq!(error.delivery(), Delivery::Answered, "{}", case.name);
    }
}

#[test]
fn a_key_that_azure_quotes_is_hidden() {
    let body = format!(r#"{{"error":{{"code":"{KEY}","message":"Access denied for {KEY}"}}}}"#);
    let error = classify(401, &Headers::default(), body.as_bytes());
    assert_eq!(error.provider_message(), Some("Access denied for ***"));
    assert_eq!(error.code(), None);
    assert!(!format!("{error} {error:?}").contains(KEY));
}

proptest! {
    #[test]
    fn any_failure_is_classified(
        status in 0..1000_u16,
        bytes in prop::collection::vec(any::<u8>(), 0..100),
        message in ".{0,2000}",
    ) {
        let body = serde_json::json!({ "error": { "message": message } }).to_string();
        for body in [&*bytes, body.as_bytes()] {
            let error = classify(status, &Headers::default(), body);
            prop_assert_eq!(error.status(), Some(status));
        }
    }
}
