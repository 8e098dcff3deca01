//! What Azure's adapter does with requests, answers, streams and failures.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod requests;

use osier_conformance::{AdapterSuite, Settings, Vocabulary};
use osier_providers_azure::Azure;

const SUITE: AdapterSuite<Azure> = AdapterSuite {
    golden: "tests/it/golden",
    adapter,
    vocabulary: Vocabulary {
        opening: r#"{"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}"#,
        keys: &[
            "choices",
            "delta",
            "finish_reason",
            "innererror",
            "content_filter_offsets",
            "content_filter_results",
            "prompt_filter_results",
        ],
        words: &["ResponsibleAIPolicyViolation", "content_filter", "high demand"],
    },
};

/// With an `api_version`, the addresses of deployments.
fn adapter(settings: &mut Settings) -> Azure {
    let azure = match settings.take("api_version") {
        Some(version) => Azure::classic("https://h", version.as_str().unwrap(), settings.key()),
        None => Azure::v1("https://h", settings.key()),
    };
    azure.expect("good settings")
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
