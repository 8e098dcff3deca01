//! What the adapter does with requests, answers, streams and failures.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod errors;
mod requests;
mod streams;
mod whole;

use osier_conformance::{AdapterSuite, Vocabulary};
use osier_providers_openai::OpenAi;

const SUITE: AdapterSuite<OpenAi> = AdapterSuite {
    golden: "tests/it/golden",
    adapter: |settings| OpenAi::new(settings.key()),
    vocabulary: VOCABULARY,
};

const VOCABULARY: Vocabulary = Vocabulary {
    opening: r#"{"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}"#,
    keys: &[
        "choices",
        "delta",
        "finish_reason",
        "detail",
        "x_groq",
        "object",
        "metadata",
        "loc",
        "created",
    ],
    words: &["tool_calls", "chat.completion.chunk", "abort"],
};

#[test]
fn golden_files_hold() {
    SUITE.golden_files();
}

#[test]
fn keys_and_content_stay_where_they_belong() {
    SUITE.secrets();
}

#[test]
fn whatever_comes_is_answered_soundly() {
    SUITE.anything();
}
