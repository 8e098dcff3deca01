//! Whole answers, and the completions they become.

use osier_core::Adapter;
use osier_providers_ollama::Ollama;
use serde::Deserialize;
use serde_json::Value;

use crate::cases::{self, Failed};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    about: String,
    body: Value,
    #[serde(flatten)]
    expected: Expected,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Expected {
    Completion(Value),
    Error(Failed),
}

#[test]
fn every_answer_is_read_as_the_golden_files_say() {
    let request = cases::request(&serde_json::json!({"model": "asked", "messages": []}));
    for (name, case) in cases::all::<Case>("answers") {
        let about = format!("{name}: {}", case.about);
        // A string stands for a body that is no JSON.
        let body = case.body.as_str().map_or_else(|| case.body.to_string(), str::to_owned);
        let result =
            Ollama::new("http://local").expect("a URL").decode(&cases::call(&request), body.into());
        match (result, case.expected) {
            (Ok(completion), Expected::Completion(expected)) => {
                let read: Value = serde_json::from_slice(completion.data()).expect("JSON");
                assert_eq!(read, expected, "{about}");
            }
            (Err(error), Expected::Error(expected)) => {
                assert_eq!(Failed::of(&error), expected, "{about}");
            }
            (Ok(_), Expected::Error(_)) => panic!("{about}: read"),
            (Err(error), Expected::Completion(_)) => panic!("{about}: {error}"),
        }
    }
}
