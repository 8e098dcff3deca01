//! Wrong adapters, and wrong golden files.

use std::fs;

use osier_conformance::{AdapterSuite, Vocabulary};
use osier_providers_openai::OpenAi;

const REQUEST: &str = r#"{"name": "r", "request": {"model":"m","messages":[]}, "wire": "as sent"}"#;
const ANSWER: &str = r#"{"name": "a", "body": "<html>", "error": {"kind": "malformed"}}"#;
const ERROR: &str = r#"{"name": "e", "status": 401, "body": "no", "error": {"kind": "auth"}}"#;
const STREAM: &str = r#"{"name": "s", "records": [{"data": {"id":"i","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant"},"finish_reason":"stop"}]}}, {"data": "[DONE]"}], "events": [0], "end": "done"}"#;

/// What the suite says about four cases, and further files.
fn problems(test: &str, cases: [&str; 4], more: &[(&str, &str)]) -> Vec<String> {
    let golden = format!("{}/{test}", env!("CARGO_TARGET_TMPDIR"));
    let _ = fs::remove_dir_all(&golden);
    let lists = cases.map(|case| format!("[{case}]"));
    let kinds = ["requests/a.json", "answers/a.json", "errors/a.json", "streams/a.json"];
    let files = kinds.into_iter().zip(lists.iter().map(String::as_str));
    for (path, content) in files.chain(more.iter().copied()) {
        let path = format!("{golden}/{path}");
        fs::create_dir_all(path.rsplit_once('/').unwrap().0).unwrap();
        fs::write(path, content).unwrap();
    }
    let suite = AdapterSuite {
        golden: golden.leak(),
        adapter: |settings| OpenAi::new(settings.key()),
        vocabulary: Vocabulary { opening: "{}", keys: &[], words: &[] },
    };
    suite.problems()
}

#[test]
fn sound_cases_have_no_problems() {
    assert_eq!(problems("sound", [REQUEST, ANSWER, ERROR, STREAM], &[]), Vec::<String>::new());
}

#[test]
fn whatever_is_wrong_with_a_case_is_noticed() {
    let sound = [REQUEST, ANSWER, ERROR, STREAM];
    let table = [
        (0, r#""as sent""#, r#"{"model":"n","messages":[]}"#),
        (0, r#""wire": "as sent""#, r#""error": {"kind": "unsupported"}"#),
        (0, r#", "wire": "as sent""#, ""),
        (0, r#""name": "r""#, r#""name": "r", "settings": {"moon": 1}"#),
        (0, r#""name": "r""#, r#""name": "r", "moon": 1"#),
        (1, r#""malformed""#, r#""server""#),
        (1, r#""<html>""#, r#"{"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}]}"#),
        (1, r#"{"kind": "malformed"}"#, r#"{"kind": "malformed", "moon": 1}"#),
        (2, r#""auth""#, r#""auth", "param": "x""#),
        (2, r#""no""#, r#"{"error":{"code":"invalid_api_key"}}"#),
        (2, r#""status": 401, "#, ""),
        (3, r#""done""#, r#""complete""#),
        (3, r#", {"data": "[DONE]"}"#, ""),
        (3, r#""events": [0]"#, r#""events": []"#),
        (3, r#""events": [0]"#, r#""events": [1]"#),
        (3, r#""events": [0]"#, r#""events": [{}]"#),
        (3, r#""end": "done""#, r#""end": "done", "collected": {}"#),
        (3, r#""events": [0], "#, ""),
    ];
    for (at, from, to) in table {
        let mut cases = sound;
        let broken = cases[at].replacen(from, to, 1);
        assert_ne!(broken, cases[at], "{from}");
        cases[at] = &broken;
        assert_eq!(problems("broken", cases, &[]).len(), 1, "{from} -> {to}");
    }
}

#[test]
fn files_that_nobody_uses_and_empty_ones_are_noticed() {
    let sound = [REQUEST, ANSWER, ERROR, STREAM];
    let table = [
        ("notes.json", "[]"),
        ("dreams/a.json", "[]"),
        ("streams/a.sse", "data: x"),
        ("errors/b.json", "[]"),
        ("errors/b.json", "{"),
    ];
    for (path, content) in table {
        let problems = problems("strangers", sound, &[(path, content)]);
        assert_eq!(problems.len(), 1, "{path}: {problems:?}");
    }
}

#[test]
fn two_cases_of_one_name_are_noticed() {
    let twice = format!("{ERROR}, {ERROR}");
    assert_eq!(problems("twice", [REQUEST, ANSWER, &twice, STREAM], &[]).len(), 1);
}
