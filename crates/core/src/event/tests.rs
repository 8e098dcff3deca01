use proptest::prelude::*;

use super::*;

fn event(choices: &str) -> Event {
    Event::parse(format!(r#"{{"id":"x","choices":{choices}}}"#)).expect("a chunk")
}

#[test]
fn what_a_caller_would_see_is_content_and_nothing_else() {
    let table = [
        (r#"[{"index":0,"delta":{"role":"assistant","content":"","refusal":null}}]"#, false),
        (r#"[{"index":0,"delta":{"content":"a"}}]"#, true),
        (r#"[{"index":0,"delta":{"refusal":"no"}}]"#, true),
        (r#"[{"index":0,"delta":{"reasoning":"hm"}}]"#, true),
        (r#"[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c"}]}}]"#, true),
        (r#"[{"index":0,"delta":{"tool_calls":[]}}]"#, false),
        (r#"[{"index":0,"delta":{"audio":{"id":"a"}}}]"#, true),
        (r#"[{"index":0,"delta":{},"finish_reason":"stop"}]"#, false),
        ("[]", false),
        ("null", false),
    ];
    for (choices, content) in table {
        assert_eq!(event(choices).is_content(), content, "{choices}");
    }
}

#[test]
fn finish_reasons_are_read_per_choice() {
    let both = event(
        r#"[{"index":0,"delta":{},"finish_reason":"stop"},{"index":2,"delta":{"content":"x"},"finish_reason":null}]"#,
    );
    assert_eq!((both.choices(), both.finished_choices()), (0b101, 0b001));
    let table = [
        ("stop", FinishReason::Stop, true),
        ("tool_calls", FinishReason::ToolCalls, true),
        ("model_length", FinishReason::Length, false),
        ("error", FinishReason::Error, false),
        ("weird", FinishReason::Other, false),
    ];
    for (name, reason, canonical) in table {
        let event = event(&format!(r#"[{{"index":0,"delta":{{}},"finish_reason":"{name}"}}]"#));
        assert_eq!((event.finish_reason(), event.is_canonical()), (Some(reason), canonical));
    }
}

#[test]
fn shapes_that_break_clients_are_told_apart() {
    let odd = [
        "null",
        r#"[{"index":0,"finish_reason":null}]"#,
        r#"[{"index":0,"delta":null}]"#,
        r#"[{"index":0,"delta":{"tool_calls":[{"id":"c"}]}}]"#,
    ];
    for choices in odd {
        assert!(!event(choices).is_canonical(), "{choices}");
    }
    assert!(event("[]").is_canonical());
    assert!(!Event::parse(r#"{"usage":{}}"#).expect("an object").is_canonical());
}

#[test]
fn an_error_object_is_seen_and_an_empty_one_is_not() {
    for (error, seen) in [(r#"{"message":"x"}"#, true), (r#""busy""#, true), ("null", false)] {
        let event = Event::parse(format!(r#"{{"error":{error}}}"#)).expect("an object");
        assert_eq!(event.has_error(), seen, "{error}");
    }
}

#[test]
fn what_is_no_chunk_is_malformed() {
    for data in ["", "[DONE]", "\"text\"", "{\"choices\":{}}", "{\"choices\":[1]}", "{"] {
        let error = Event::parse(data).expect_err("refused");
        assert_eq!(error.kind(), ErrorKind::Malformed, "{data}");
    }
}

#[test]
fn a_written_chunk_says_the_same_when_it_is_skimmed() {
    let chunks = ChunkWriter::new("id \"1\"", 5, "m\\n").for_choice(1);
    let usage = Usage { prompt: 3, completion: 2, cached: 1, cache_write: 0, reasoning: 1 };
    let written = [
        chunks.role(),
        chunks.text("a \"quoted\" é\n"),
        chunks.text(""),
        chunks.reasoning("hm"),
        chunks.refusal("no"),
        chunks.tool_call(0, "call_1", "f"),
        chunks.tool_arguments(0, "{\"a\":1}"),
        chunks.finish(FinishReason::ToolCalls),
        chunks.usage(&usage),
    ];
    for event in &written {
        let read = Event::parse(event.data.clone()).expect("a chunk");
        assert_eq!(read.facts, event.facts, "{:?}", event.data);
    }
    assert_eq!(written[8].usage(), Some(usage));
}

#[test]
fn a_finish_reason_is_written_by_its_name_in_the_dialect() {
    use FinishReason::{ContentFilter, Error, FunctionCall, Length, Other, Stop, ToolCalls};
    for reason in [Stop, Length, ToolCalls, ContentFilter, FunctionCall, Error, Other] {
        let written = serde_json::to_value(reason).expect("JSON");
        assert_eq!(written, reason.name(), "{reason:?}");
    }
}

proptest! {
    #[test]
    fn no_bytes_make_the_skim_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Event::parse(bytes);
    }
}
