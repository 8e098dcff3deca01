//! What is followed, and when it cannot be resumed.

use osier_core::{ChunkWriter, Event, FinishReason};

use super::*;

fn chunks() -> ChunkWriter {
    ChunkWriter::new("a", 1, "m")
}

#[test]
fn only_what_can_be_resumed_is_followed() {
    let (usual, off) = (ResumeSettings::default(), ResumeSettings::off());
    let never = usual.restart(Restart::Never);
    let table = [
        (r"{}", usual, false, false),
        (r"{}", usual, true, true),
        (r"{}", off, true, false),
        (r"{}", always(), false, true),
        (r#"{"temperature":0}"#, usual, false, true),
        (r#"{"temperature":0.0}"#, usual, false, true),
        (r#"{"temperature":0.1}"#, usual, false, false),
        (r#"{"temperature":null}"#, usual, false, false),
        (r#"{"temperature":0}"#, never, false, false),
        (r#"{"seed":7}"#, usual, false, true),
        (r#"{"seed":null}"#, usual, false, false),
        (r#"{"seed":7}"#, off, true, false),
        (r#"{"n":2}"#, usual, true, false),
        (r#"{"n":2,"seed":7}"#, usual, true, true),
        (r#"{"logprobs":true}"#, usual, true, false),
        (r#"{"logprobs":false,"top_logprobs":0}"#, usual, true, true),
        (r#"{"echo":true}"#, usual, true, false),
        (r#"{"response_format":{"type":"json_object"}}"#, usual, true, false),
        (r#"{"response_format":{"type":"text"}}"#, usual, true, true),
        (r#"{"response_format":"?"}"#, usual, true, false),
    ];
    for (json, settings, can_prefill, expected) in table {
        let followed = Said::follow(&request(json), settings, can_prefill);
        assert_eq!(followed.is_some(), expected, "{json} {settings:?} {can_prefill}");
    }
}

#[test]
fn the_same_request_is_asked_again_only_if_the_same_answer_can_be_expected() {
    let mut said = said(1, &[chunks().text("one")]);
    let usual = ResumeSettings::default();
    let body = r#"{ "model":"m", "seed":1, "unknown":[ 1 ] }"#;
    let (again, _) = said.restart(&request(body), usual).expect("it has a seed");
    assert_eq!(again.to_bytes(), body);
    assert!(said.restart(&request("{}"), usual).is_none());
    assert!(said.restart(&request(body), usual.restart(Restart::Never)).is_none());
    assert!(said.restart(&request("{}"), always()).is_some());
}

#[test]
fn what_is_no_text_is_never_resumed() {
    let table = [
        r#"{"tool_calls":[{"index":0,"id":"c","function":{"name":"f","arguments":""}}]}"#,
        r#"{"function_call":{"name":"f"}}"#,
        r#"{"audio":{"id":"x"}}"#,
        r#"{"reasoning_details":[{"data":"…"}]}"#,
        r#"{"content":[{"type":"text","text":"one"}]}"#,
        r#"{"reasoning":"a","reasoning_content":"b"}"#,
        r#"{"content":"a","content":"b"}"#,
    ];
    for delta in table {
        let other = event(&format!(r#"{{"choices":[{{"index":0,"delta":{delta}}}]}}"#));
        let mut said = said(1, &[chunks().text("one"), other, chunks().text("two")]);
        assert!(repeating(&mut said).is_none() && following(&mut said).is_none(), "{delta}");
        assert!(!said.is_whole());
    }
    let empty = r#"{"content":"one","tool_calls":[],"function_call":null,"audio":{},"x":false}"#;
    let text = event(&format!(r#"{{"choices":[{{"delta":{empty}}}]}}"#));
    assert!(repeating(&mut said(1, &[text])).is_some());
}

#[test]
fn an_answer_that_is_whole_is_not_asked_for_again() {
    let ended = [chunks().text("one"), chunks().finish(FinishReason::Stop)];
    assert!(said(1, &ended).is_whole() && repeating(&mut said(1, &ended)).is_none());
    assert!(!said(2, &ended).is_whole() && repeating(&mut said(2, &ended)).is_some());
}

#[test]
fn what_is_followed_is_bounded() {
    let long = |event: Event, times| said(1, std::iter::repeat_n(&event, times));
    let text = chunks().text(&"x".repeat(1024));
    assert!(repeating(&mut long(text.clone(), 1023)).is_some());
    assert!(repeating(&mut long(text, 1024)).is_none(), "a mebibyte, and what keeps it");
    // What changes its channel all the time is held in many pieces, which take room too.
    let piece = "x".repeat(448);
    let change = [chunks().text(&piece), chunks().reasoning(&piece)];
    let changes = |times| said(1, std::iter::repeat_n(&change, times).flatten());
    assert!(repeating(&mut changes(1023)).is_some());
    assert!(repeating(&mut changes(1025)).is_none());
}
