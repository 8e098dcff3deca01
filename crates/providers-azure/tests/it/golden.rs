//! Golden files: one case per row of the tables, bytes as they stand in the file.

use std::path::PathBuf;

use osier_core::Error;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// Reads every case of a file.
pub(crate) fn cases<T: DeserializeOwned>(file: &str) -> Vec<T> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/golden");
    let json = std::fs::read_to_string(folder.join(file)).expect("a readable file");
    let cases: Vec<T> = serde_json::from_str(&json).unwrap_or_else(|e| panic!("{file}: {e}"));
    assert!(!cases.is_empty(), "{file} is empty");
    cases
}

/// A field that must stand in the file, be it as `null`.
pub(crate) fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    Option::deserialize(deserializer)
}

/// The bytes that a value stands for: a string its content, anything else itself as it is written.
pub(crate) fn bytes_of(raw: &RawValue) -> String {
    match serde_json::from_str::<String>(raw.get()) {
        Ok(text) => text,
        Err(_) => raw.get().to_owned(),
    }
}

/// What an error must be. Every field must be given.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expected {
    kind: String,
    #[serde(deserialize_with = "given")]
    code: Option<String>,
    #[serde(deserialize_with = "given")]
    param: Option<String>,
    #[serde(deserialize_with = "given")]
    retry_after_ms: Option<u64>,
}

impl Expected {
    pub(crate) fn of(error: &Error) -> Self {
        Self {
            kind: error.kind().name().to_owned(),
            code: error.code().map(str::to_owned),
            param: error.param().map(str::to_owned),
            retry_after_ms: error.retry_after().map(|wait| wait.as_millis() as u64),
        }
    }
}
