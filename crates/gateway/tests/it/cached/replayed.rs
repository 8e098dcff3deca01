//! The shape in which an answer is given again is that which its caller asked for.

use osier_simulate::{Answer, Dialect, Script, Step};
use serde_json::{Value, json};

use super::{ask, cached, certain, is_stored, status, stored};
use crate::reply::Reply;
use crate::stage::{DIALECTS, Stage, staged};

const TEXT: &str = "alpha beta gamma\n\ndata: [DONE]\n\n\u{1f9f5} delta";

async fn thinking(dialect: Dialect) -> Stage {
    let answer = Answer::text(TEXT).thinking("Hm.");
    staged(dialect, [Script::of(Step::of(answer))], cached("")).await
}

/// What a careful client checks of a stream: events of one answer, begun, said and ended.
#[track_caller]
fn is_a_whole_stream(reply: &Reply) {
    assert_eq!(reply.header("content-type"), Some("text/event-stream; charset=utf-8"));
    let events = reply.events();
    assert_eq!(events[0]["choices"][0]["delta"]["role"], "assistant", "{}", reply.body);
    for event in &events {
        assert_eq!(event["object"], "chat.completion.chunk", "{}", reply.body);
        assert_eq!(event["id"], events[0]["id"], "{}", reply.body);
    }
    assert_eq!(reply.finish().as_deref(), Some("stop"), "{}", reply.body);
    assert_eq!(reply.last_word(), "target=a attempts=\"none\"", "{}", reply.body);
}

#[track_caller]
fn is_a_whole_answer(reply: &Reply) {
    let body = reply.json();
    assert_eq!(reply.header("content-type"), Some("application/json"));
    assert_eq!(body["object"], "chat.completion", "{body}");
    assert_eq!(body["choices"][0]["finish_reason"], "stop", "{body}");
    assert!(body["id"].is_string() && body["model"].is_string(), "{body}");
}

#[tokio::test]
async fn an_answer_in_either_shape_is_stored_for_both() {
    for dialect in DIALECTS {
        for first in [certain(false), with_usage()] {
            let stage = thinking(dialect).await;
            stored(&stage, &first).await;
            for stream in [false, true] {
                let reply = ask(&stage, &certain(stream), "use").await;
                let scene = format!("{dialect:?}, {first} then {stream}: {}", reply.body);
                assert_eq!((status(&reply), &*reply.text()), ("hit", TEXT), "{scene}");
                if stream { is_a_whole_stream(&reply) } else { is_a_whole_answer(&reply) }
            }
            assert_eq!(stage.counts(), [1], "{dialect:?}");
        }
    }
}

#[tokio::test]
async fn a_whole_answer_is_given_again_byte_by_byte() {
    for dialect in DIALECTS {
        let stage = thinking(dialect).await;
        let first = stored(&stage, &certain(false)).await;
        assert_eq!(ask(&stage, &certain(false), "use").await.body, first.body, "{dialect:?}");
    }
}

fn with_usage() -> Value {
    let mut body = certain(true);
    body["stream_options"] = json!({ "include_usage": true });
    body
}

/// The events that tell what it cost and nothing else.
fn usage_events(reply: &Reply) -> Vec<Value> {
    let events = reply.events().into_iter();
    let only_usage = |event: &Value| event["choices"].as_array().is_some_and(Vec::is_empty);
    events.filter(only_usage).map(|event| event["usage"].clone()).collect()
}

#[tokio::test]
async fn what_it_cost_is_told_again_to_those_who_ask_for_that_and_to_nobody_else() {
    for dialect in DIALECTS {
        for first in [certain(false), with_usage()] {
            let stage = thinking(dialect).await;
            stored(&stage, &first).await;
            let asked = ask(&stage, &with_usage(), "use").await;
            assert_eq!(status(&asked), "hit", "{dialect:?}: {first}");
            let [usage] = &usage_events(&asked)[..] else { panic!("{dialect:?}: {}", asked.body) };
            assert!(usage["completion_tokens"].as_u64() > Some(0), "{dialect:?}: {usage}");
            let not_asked = ask(&stage, &certain(true), "use").await;
            assert_eq!(status(&not_asked), "hit");
            assert_eq!(usage_events(&not_asked), [0; 0], "{dialect:?}");
            assert_eq!(stage.counts(), [1], "{dialect:?}: {first}");
        }
    }
}

#[tokio::test]
async fn who_wants_to_hear_what_it_cost_is_not_given_an_answer_that_does_not_tell() {
    let stage = thinking(DIALECTS[0]).await;
    stored(&stage, &certain(true)).await;
    let tells = async |body: &Value| {
        let reply = ask(&stage, body, "use").await;
        (status(&reply).to_owned(), usage_events(&reply).len())
    };
    let first = ask(&stage, &certain(true), "use").await;
    assert_eq!((status(&first), usage_events(&first).len()), ("hit", 0));
    let (status, events) = tells(&with_usage()).await;
    assert_eq!(events, 1, "{status}");
    is_stored(&stage, &with_usage()).await;
    assert_eq!(tells(&with_usage()).await, ("hit".to_owned(), 1));
}
