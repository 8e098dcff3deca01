//! Bytes as they are written in a golden file, and values as they are expected.

use bytes::Bytes;
use osier_core::Error;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

/// The bytes that a value stands for: a string its content, anything else itself as it is written.
pub(super) fn bytes_of(raw: &RawValue) -> Bytes {
    let text = serde_json::from_str::<String>(raw.get());
    text.unwrap_or_else(|_| raw.get().to_owned()).into()
}

/// Whether the bytes are what was expected. `sent` is what went in.
pub(super) fn check(found: &Bytes, expected: &Value, sent: &Bytes) -> Result<(), String> {
    if expected == "as sent" {
        let same = found.as_ptr() == sent.as_ptr() && found.len() == sent.len();
        return if same { Ok(()) } else { Err("the bytes are not those that were sent".into()) };
    }
    let found: Value = serde_json::from_slice(found).map_err(|_| "not JSON".to_owned())?;
    same(&found, expected)
}

pub(super) fn same<T: PartialEq + Serialize>(found: &T, expected: &T) -> Result<(), String> {
    if found == expected {
        return Ok(());
    }
    let json = |value: &T| serde_json::to_string(value).unwrap_or_default();
    Err(format!("\n  expected {}\n  found    {}", json(expected), json(found)))
}

/// What an error must be. What is left out must be absent.
#[derive(Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Expected {
    kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    param: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    retry_after_ms: Option<u64>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    refuses_retry: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
}

impl Expected {
    pub(super) fn of(error: &Error) -> Self {
        let millis = |wait: std::time::Duration| u64::try_from(wait.as_millis()).ok();
        Self {
            kind: error.kind().name().to_owned(),
            code: error.code().map(str::to_owned),
            param: error.param().map(str::to_owned),
            retry_after_ms: error.retry_after().and_then(millis),
            refuses_retry: error.refuses_retry(),
            status: error.status(),
        }
    }

    /// The same where the status is looked at apart.
    pub(super) fn without_status(self) -> Self {
        Self { status: None, ..self }
    }
}

/// Either a value or an error, of which a case must expect one.
pub(super) fn outcome(
    found: Result<&Bytes, &Error>,
    value: Option<&Value>,
    error: Option<&Expected>,
    sent: &Bytes,
) -> Result<(), String> {
    match (found, value, error) {
        (Ok(found), Some(value), None) => check(found, value, sent),
        (Err(found), None, Some(error)) => same(&Expected::of(found), error),
        (Ok(found), None, Some(_)) => {
            Err(format!("expected an error, found {}", String::from_utf8_lossy(found)))
        }
        (Err(found), Some(_), None) => same(&Expected::of(found), &Expected::default()),
        _ => Err("a case expects a value or an error, and not both".to_owned()),
    }
}
