use futures_util::FutureExt;
use osier_core::Response;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

/// A choice as a provider could give it, now and then with something that events do not carry.
fn choice() -> impl Strategy<Value = Value> {
    let calls = prop::collection::vec(("[a-z]{0,4}", "[a-z]{1,4}", "[{}a-z\"\\\\é]{0,6}"), 0..3);
    let text = || prop::option::of("[a-zé\n\"]{0,6}");
    let extra = prop::option::weighted(0.2, prop::sample::select(vec!["logprobs", "audio", "x"]));
    let finish = prop::sample::select(vec!["stop", "length", "tool_calls"]);
    (text(), text(), calls, finish, extra).prop_map(|(content, thought, calls, finish, extra)| {
        let call = |(id, name, arguments): &(String, String, String)| {
            json!({ "id": id, "type": "function", "function": { "name": name, "arguments": arguments } })
        };
        let calls: Vec<_> = calls.iter().map(call).collect();
        let mut message = json!({ "role": "assistant", "content": content });
        if let Some(thought) = thought {
            message["reasoning_content"] = thought.into();
        }
        if !calls.is_empty() {
            message["tool_calls"] = calls.into();
        }
        match extra {
            Some("logprobs") => json!({ "message": message, "finish_reason": finish, "logprobs": { "content": [] } }),
            Some(name) => {
                message[name] = json!({ "data": 1 });
                json!({ "message": message, "finish_reason": finish })
            }
            None => json!({ "message": message, "finish_reason": finish }),
        }
    })
}

/// All that a caller sees of the choices, the empty the same as the absent.
fn seen(completion: &Completion) -> Vec<Value> {
    let answer = completion.to_answer().expect("an answer");
    let said = |text: Option<String>| text.filter(|text| !text.is_empty());
    let mut choices: Vec<_> = answer.choices.into_iter().collect();
    choices.sort_by_key(|choice| choice.index);
    let choice = |choice: osier_core::chat::Choice| {
        let message = choice.message;
        let calls: Vec<_> =
            message.tool_calls.iter().flatten().map(|call| json!(call.to_call())).collect();
        json!([
            choice.index,
            said(message.content),
            said(message.reasoning_content),
            calls,
            choice.finish_reason
        ])
    };
    choices.into_iter().map(choice).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_replays_is_the_same_once_it_is_put_together_again(
        choices in prop::collection::vec(choice(), 1..4),
        has_indices in prop::bool::weighted(0.9),
    ) {
        let mut choices = choices;
        for (i, choice) in choices.iter_mut().enumerate().filter(|_| has_indices) {
            choice["index"] = i.into();
        }
        let json = json!({ "id": "c", "model": "m", "choices": choices }).to_string();
        let whole = Completion::parse(json).expect("a completion");
        let Ok(worth) = Worth::of_whole(&Head::default(), &whole, true, MAX) else { return Ok(()) };
        let plain = choices.iter().all(|choice| {
            choice.get("logprobs").is_none() && choice["message"].as_object().is_some_and(|message| {
                message.get("audio").is_none() && message.get("x").is_none()
            })
        });
        prop_assert_eq!(worth.replays, plain && (has_indices || choices.len() == 1));
        if worth.replays {
            let events = Response::complete(worth.completion.clone()).into_events();
            let again = Response::stream(events).collect().now_or_never();
            let again = again.expect("nothing is waited for").expect("an answer");
            prop_assert_eq!(seen(&again), seen(&worth.completion));
        }
    }

    #[test]
    fn no_bytes_make_the_look_panic(text in "[\\[\\]{}:,\"a-z0-9 ]{0,40}", bytes in prop::collection::vec(any::<u8>(), 0..40)) {
        for json in [text.as_bytes(), &bytes] {
            if let Some(look) = Look::at(json) {
                let _ = (look.allowed(false), look.complete(), look.replays());
            }
        }
    }
}
