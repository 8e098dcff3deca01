//! Answers without success status, and what they mean.

use std::time::Duration;

use osier_core::adapter::{Failure, HeaderFacts};
use osier_core::{Adapter, Delivery};
use osier_providers_ollama::Ollama;
use serde::Deserialize;
use serde_json::Value;

use crate::cases::{self, Failed};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    status: u16,
    #[serde(default)]
    retry_after: Option<u64>,
    body: Value,
    error: Failed,
}

#[test]
fn every_row_of_the_error_table_is_classified() {
    for (name, case) in cases::all::<Case>("errors") {
        let headers = HeaderFacts {
            retry_after: case.retry_after.map(Duration::from_secs),
            ..HeaderFacts::default()
        };
        // A string stands for a body that is no JSON.
        let body = case.body.as_str().map_or_else(|| case.body.to_string(), str::to_owned);
        let failure = Failure { status: case.status, headers: &headers, body: body.as_bytes() };
        let error = Ollama::new("http://local").expect("a URL").classify(&failure);
        assert_eq!(Failed::of(&error), case.error, "{name}: {body}");
        assert_eq!(error.status(), Some(case.status), "{name}");
        assert_eq!(error.retry_after(), headers.retry_after, "{name}");
        assert_eq!(error.delivery(), Delivery::Answered, "{name}");
    }
}
