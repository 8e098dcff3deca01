use std::sync::{Arc, Mutex};

use futures_util::{StreamExt, stream};
use serde_json::json;

use super::*;
use crate::event::{FinishReason, Usage};
use crate::{ChunkWriter, ErrorKind};

fn chunks() -> ChunkWriter {
    ChunkWriter::new("chatcmpl-1", 7, "m")
}

fn streamed(events: Vec<Result<Event, Error>>) -> Response {
    Response::stream(stream::iter(events))
}

fn tool_events() -> Vec<Result<Event, Error>> {
    let c = chunks();
    let events = [
        c.role(),
        c.tool_call(0, "call_a", "f"),
        c.tool_call(1, "call_b", "g"),
        c.tool_arguments(0, "{\"x\":"),
        c.tool_arguments(1, "{}"),
        c.tool_arguments(0, "1}"),
        c.finish(FinishReason::ToolCalls),
        c.usage(&Usage { prompt: 3, completion: 4, ..Usage::default() }),
    ];
    events.into_iter().map(Ok).collect()
}

#[tokio::test]
async fn a_stream_is_put_together_with_interleaved_tool_calls_and_usage() {
    let whole = streamed(tool_events()).collect().await.expect("a whole answer");
    let calls = whole.tool_calls();
    let seen: Vec<_> =
        calls.iter().map(|c| (&*c.id, &*c.function.name, &*c.function.arguments)).collect();
    assert_eq!(seen, [("call_a", "f", "{\"x\":1}"), ("call_b", "g", "{}")]);
    assert_eq!(whole.finish_reason(), Some(FinishReason::ToolCalls));
    assert_eq!(whole.usage().map(|u| u.total()), Some(7));
    assert_eq!(whole.text(), None);
}

#[tokio::test]
async fn a_whole_answer_replayed_and_put_together_again_is_the_same() {
    let message = json!({
        "role": "assistant", "content": "Hello", "refusal": null,
        "tool_calls": [{ "id": "c", "type": "function", "function": { "name": "f", "arguments": "{}" } }],
    });
    let usage = Some(Usage { prompt: 1, completion: 2, ..Usage::default() });
    let whole = Completion::of_message("id", 7, "m", &message, FinishReason::ToolCalls, usage);
    let replayed = Response::stream(Response::complete(whole.clone()).into_events());
    let again = replayed.collect().await.expect("a whole answer");
    let value =
        |c: &Completion| serde_json::from_slice::<serde_json::Value>(c.data()).expect("JSON");
    assert_eq!(value(&again), value(&whole));
}

#[tokio::test]
async fn a_stream_without_a_finish_reason_is_never_a_whole_answer() {
    let events = vec![Ok(chunks().role()), Ok(chunks().text("half"))];
    let error = streamed(events).collect().await.expect_err("cut");
    assert_eq!(error.kind(), ErrorKind::Cut);
}

#[tokio::test]
async fn text_comes_in_pieces_and_an_error_is_the_last_item() {
    let c = chunks();
    let events =
        vec![Ok(c.role()), Ok(c.text("Hel")), Ok(c.text("lo")), Err(Error::new(ErrorKind::Cut))];
    let mut text = streamed(events).into_text();
    assert_eq!(text.next().await.and_then(Result::ok).as_deref(), Some("Hel"));
    assert_eq!(text.next().await.and_then(Result::ok).as_deref(), Some("lo"));
    assert!(matches!(text.next().await, Some(Err(error)) if error.kind() == ErrorKind::Cut));
}

#[tokio::test]
async fn every_end_of_a_body_is_told_exactly_once() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let tell = || {
        let told = Arc::clone(&told);
        move |end: End<'_>| told.lock().expect("not poisoned").push(Outcome::of(end))
    };
    let _ = Response::complete(Completion::of_text("m", "hi")).on_end(tell());
    let ended: Vec<_> = streamed(tool_events()).on_end(tell()).into_events().collect().await;
    assert_eq!(ended.len(), 8);
    let failed = vec![Err(Error::new(ErrorKind::Cut))];
    let _: Vec<_> = streamed(failed).on_end(tell()).into_events().collect().await;
    let mut left = streamed(tool_events()).on_end(tell()).into_events();
    left.next().await;
    drop(left);
    let expected = [Outcome::Success, Outcome::Success, Outcome::Failure, Outcome::Neutral];
    assert_eq!(*told.lock().expect("not poisoned"), expected);
}

#[test]
fn an_answer_without_choices_or_without_sense_is_malformed() {
    for body in ["{}", r#"{"choices":[]}"#, "<html>", "[]", r#"{"choices":null}"#] {
        let error = Completion::parse(body).expect_err("refused");
        assert_eq!(error.kind(), ErrorKind::Malformed, "{body}");
    }
}

/// A chunk with text whose choices the types do not fit.
fn unreadable() -> Event {
    let chunk = r#"{"choices":[{"index":0,"delta":{"content":{"parts":["SECRET"]}}}]}"#;
    Event::parse(chunk).expect("it skims")
}

#[tokio::test]
async fn content_that_cannot_be_read_is_an_error_and_never_a_gap() {
    let c = chunks();
    let events =
        || [c.text("a"), unreadable(), c.text("b"), c.finish(FinishReason::Stop)].map(Ok).into();
    assert!(unreadable().is_content());
    let error = streamed(events()).collect().await.expect_err("a piece is missing");
    assert_eq!(error.kind(), ErrorKind::Malformed);
    assert!(!format!("{error} {error:?}").contains("SECRET"), "{error}");

    let pieces: Vec<_> = streamed(events()).into_text().collect().await;
    assert_eq!(pieces.len(), 2, "the error is the last item");
    assert_eq!(pieces[0].as_deref().ok(), Some("a"));
    assert_eq!(pieces[1].as_ref().map_err(Error::kind), Err(ErrorKind::Malformed));
}

#[tokio::test]
async fn a_strange_description_never_costs_text() {
    let strange = [
        r#""usage":{"prompt_tokens":1.5,"completion_tokens":2}"#,
        r#""usage":{"prompt_tokens":-1,"completion_tokens":2}"#,
        r#""usage":{"prompt_tokens":"3","completion_tokens":2}"#,
        r#""usage":{"prompt_tokens":1e400,"completion_tokens":2}"#,
        r#""usage":{"prompt_tokens":99999999999999999999,"completion_tokens":2}"#,
        r#""usage":{"completion_tokens":2,"prompt_tokens_details":[],"completion_tokens_details":7}"#,
        r#""usage":"none""#,
        r#""usage":1e400"#,
        r#""usage":[1]"#,
        r#""created":1.5"#,
        r#""created":"yesterday","id":7,"model":["m"]"#,
    ];
    for described in strange {
        let chunk = format!(
            r#"{{{described},"choices":[{{"index":0,"delta":{{"content":"all"}},"finish_reason":"stop"}}]}}"#
        );
        let event = Event::parse(chunk.clone()).expect("a chunk");
        assert_eq!(event.text().as_deref(), Some("all"), "{described}");
        let tokens = event.usage().map(|usage| (usage.prompt, usage.completion));
        let counted = described.contains("completion_tokens").then_some((0, 2));
        assert_eq!(tokens, counted, "{described}");
        let whole = streamed(vec![Ok(event)]).collect().await.expect("a whole answer");
        assert_eq!(whole.text().as_deref(), Some("all"), "{described}");

        let whole = Completion::parse(chunk.replace("delta", "message")).expect("an answer");
        assert_eq!(Response::complete(whole).text().await.expect("text"), "all", "{described}");
    }
}

#[tokio::test]
async fn thinking_by_both_of_its_names_is_read_once() {
    let chunk = r#"{"choices":[{"index":0,"delta":{"reasoning":"hm","reasoning_content":"hm"},"finish_reason":"stop"}]}"#;
    let event = Event::parse(chunk).expect("a chunk");
    let whole = streamed(vec![Ok(event)]).collect().await.expect("a whole answer");
    let answer = whole.to_answer().expect("an answer");
    assert_eq!(answer.choices[0].message.reasoning_content.as_deref(), Some("hm"));
}

#[tokio::test]
async fn a_whole_answer_that_cannot_be_read_is_an_error_as_events_and_as_text() {
    let whole = || {
        let body = r#"{"choices":[{"message":{"content":7},"finish_reason":"stop"}]}"#;
        Response::complete(Completion::parse(body).expect("it skims"))
    };
    let events: Vec<_> = whole().into_events().collect().await;
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].as_ref().map_err(Error::kind).err(), Some(ErrorKind::Malformed));
    assert_eq!(whole().text().await.map_err(|e| e.kind()), Err(ErrorKind::Malformed));
}
