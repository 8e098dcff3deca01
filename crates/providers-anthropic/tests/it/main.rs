//! What the adapter does with requests, messages, streams and failures.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod requests;
mod turns;

use osier_conformance::{AdapterSuite, Settings, Vocabulary};
use osier_providers_anthropic::Anthropic;

const SUITE: AdapterSuite<Anthropic> = AdapterSuite {
    golden: "tests/it/golden",
    adapter,
    vocabulary: Vocabulary {
        opening: r#"{"type":"message_start","message":{"id":"msg_1"}}"#,
        keys: &[
            "details",
            "error_code",
            "delta",
            "content_block",
            "stop_reason",
            "stop_details",
            "explanation",
            "input_tokens",
            "output_tokens",
            "thinking",
            "partial_json",
            "input",
        ],
        words: &[
            "message_start",
            "content_block_start",
            "content_block_delta",
            "content_block_stop",
            "message_delta",
            "message_stop",
            "text_delta",
            "input_json_delta",
            "tool_use",
            "thinking",
            "refusal",
        ],
    },
};

fn adapter(settings: &mut Settings) -> Anthropic {
    let adapter = Anthropic::new(settings.key()).default_max_tokens(777);
    match settings.take("version") {
        Some(version) => adapter.version(version.as_str().unwrap().parse().expect("a version")),
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
