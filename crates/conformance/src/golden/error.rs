//! Answers without success status, and what they mean.

use std::fmt::Debug;
use std::time::Duration;

use osier_core::adapter::{ContentType, Failure, HeaderFacts};
use osier_core::{Adapter, Delivery};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::Case;
use super::value::{Expected, bytes_of, same};
use crate::AdapterSuite;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ErrorCase {
    name: String,
    status: u16,
    #[serde(default)]
    headers: Headers,
    body: Box<RawValue>,
    error: Expected,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Headers {
    retry_after_ms: Option<u64>,
    reset_after_ms: Option<u64>,
    should_retry: Option<bool>,
    html: bool,
}

impl Case for ErrorCase {
    const FOLDER: &'static str = "errors";

    fn name(&self) -> &str {
        &self.name
    }

    fn check<A: Adapter<Decoder: Debug> + Debug>(
        &self,
        suite: &AdapterSuite<A>,
    ) -> Result<(), String> {
        let body = bytes_of(&self.body);
        let headers = self.headers.facts();
        let failure = Failure { status: self.status, headers: &headers, body: &body };
        let error = suite.plain().classify(&failure);
        if error.status() != Some(self.status) {
            return Err("the status is not that of the answer".to_owned());
        }
        if error.delivery() != Delivery::Answered {
            return Err("an answer came, and the error does not say so".to_owned());
        }
        same(&Expected::of(&error).without_status(), &self.error)
    }
}

impl Headers {
    fn facts(&self) -> HeaderFacts {
        HeaderFacts {
            retry_after: self.retry_after_ms.map(Duration::from_millis),
            reset_after: self.reset_after_ms.map(Duration::from_millis),
            should_retry: self.should_retry,
            request_id: None,
            content_type: if self.html { ContentType::Html } else { ContentType::Json },
        }
    }
}
