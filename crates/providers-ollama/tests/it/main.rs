//! What the adapter does with requests, answers, streams and failures.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod requests;

use osier_conformance::{AdapterSuite, Settings, Vocabulary};
use osier_providers_ollama::Ollama;

const SUITE: AdapterSuite<Ollama> = AdapterSuite {
    golden: "tests/it/golden",
    adapter,
    vocabulary: Vocabulary {
        opening: r#"{"message":{"content":""}}"#,
        keys: &["done", "done_reason", "created_at", "thinking", "prompt_eval_count", "eval_count"],
        words: &["load", "2026-11-22T12:00:00Z"],
    },
};

fn adapter(settings: &mut Settings) -> Ollama {
    let adapter = Ollama::new("http://local").expect("a URL").api_key(settings.key());
    match settings.take("context") {
        Some(tokens) => adapter.context(tokens.as_u64().unwrap().try_into().unwrap()),
        None => adapter,
    }
}

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
