use futures_util::StreamExt;
use osier_core::{Body, Completion, Context, Event, FinishReason, Request, Response, Usage};
use osier_http::TokioClock;

use super::Offline;

fn request(format: &str) -> Request {
    Request::parse(format!(r#"{{"model":"m","response_format":{format}}}"#)).expect("a request")
}

fn answer(text: &str, request: &Request) -> Response {
    let context = Context::builder(TokioClock::shared()).id("req_7").build();
    Offline(text.to_owned()).answer(&context, request)
}

fn whole(response: Response) -> Completion {
    match response.body {
        Body::Complete(completion) => completion,
        Body::Stream(_) => panic!("nothing is pending"),
    }
}

const TEXT: &str = r#"{"type":"text"}"#;
const JSON: &str = r#"{"type":"json_object"}"#;
const SCHEMA: &str = r#"{"type":"json_schema","json_schema":{"name":"n","schema":{}}}"#;

#[test]
fn the_words_are_text_or_a_refusal_where_a_program_would_read_them() {
    const WORDS: &str = "Back soon ({request_id}).";
    const OBJECT: &str = r#"{"ok":false,"id":"{request_id}"}"#;
    let told = Some("Back soon (req_7).");
    let object = Some(r#"{"ok":false,"id":"req_7"}"#);
    let table = [
        (WORDS, "null", told, None),
        (WORDS, TEXT, told, None),
        (WORDS, JSON, None, told),
        (WORDS, SCHEMA, None, told),
        (WORDS, "\"json_object\"", told, None),
        (OBJECT, "null", object, None),
        (OBJECT, JSON, object, None),
        (OBJECT, SCHEMA, object, None),
        ("[1]", JSON, None, Some("[1]")),
        ("{broken", SCHEMA, None, Some("{broken")),
        ("{request_id} {request_id} {other}", "null", Some("req_7 req_7 {other}"), None),
    ];
    for (words, format, text, refusal) in table {
        let completion = whole(answer(words, &request(format)));
        assert_eq!(completion.text().as_deref(), text, "{words} {format}");
        assert_eq!(completion.refusal().as_deref(), refusal, "{words} {format}");
    }
}

#[test]
fn it_is_an_answer_like_any_other_and_cost_nothing() {
    let completion = whole(answer("Back soon.", &request("null")));
    let answer = completion.to_answer().expect("an answer");
    assert_eq!((&*answer.id, &*answer.model), ("chatcmpl-req_7", "m"));
    assert!(answer.created > 1_700_000_000);
    assert_eq!(completion.finish_reason(), Some(FinishReason::Stop));
    assert_eq!(answer.usage, Some(Usage::default()));
    let nameless = Request::parse("{}").expect("a request");
    assert_eq!(whole(self::answer("Back soon.", &nameless)).model().as_deref(), Some(""));
}

#[tokio::test]
async fn a_caller_that_streams_gets_a_stream_with_role_words_finish_and_usage() {
    let table = [("null", r#""content":"Back soon.""#), (SCHEMA, r#""refusal":"Back soon.""#)];
    for (format, words) in table {
        let events = answer("Back soon.", &request(format)).into_events();
        let events: Vec<Event> = events.map(|event| event.expect("an event")).collect().await;
        let [role, said, finish, usage] = &events[..] else {
            panic!("{} events for {format}", events.len());
        };
        let has = |event: &Event, part: &str| {
            std::str::from_utf8(event.data()).expect("JSON").contains(part)
        };
        assert!(has(role, r#""role":"assistant""#) && !role.is_content());
        assert!(has(said, words) && said.is_content());
        assert_eq!(finish.finish_reason(), Some(FinishReason::Stop));
        assert!(usage.has_usage());
        assert!(events.iter().all(|event| event.is_canonical() && has(event, "chatcmpl-req_7")));
    }
}
