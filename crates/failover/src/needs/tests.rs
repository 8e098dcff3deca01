use osier_core::Request;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn request(body: &Value) -> Request {
    Request::parse(body.to_string()).expect("a valid request")
}

fn saying(text: &str) -> Value {
    json!({ "model": "m", "messages": [{ "role": "user", "content": text }] })
}

fn with(name: &str, value: Value) -> Value {
    let mut body = saying("Hi");
    body[name] = value;
    body
}

fn showing() -> Value {
    let image = json!({ "type": "image_url", "image_url": { "url": "https://example.com/a.png" } });
    json!({ "messages": [{ "role": "user", "content": [image] }] })
}

#[test]
fn a_target_is_passed_over_for_what_it_is_declared_to_lack_and_for_nothing_else() {
    let tools = with("tools", json!([{ "type": "function", "function": { "name": "look" } }]));
    let schema = with("response_format", json!({ "type": "json_schema", "json_schema": {} }));
    let needs = [
        (tools, Feature::Tools, Lack::Tools),
        (showing(), Feature::Vision, Lack::Vision),
        (schema, Feature::JsonSchema, Lack::JsonSchema),
    ];
    for (body, feature, expected) in needs {
        let request = request(&body);
        let needs = Needs::of(&request);
        let others = Feature::ALL.into_iter().filter(|other| *other != feature);
        let table = [
            (Declared::default(), None),
            (Declared::default().supports(Feature::ALL), None),
            (Declared::default().supports([feature]), None),
            (Declared::default().supports([]), Some(expected)),
            (Declared::default().supports(others), Some(expected)),
        ];
        for (declared, expected) in table {
            assert_eq!(lack(&declared, &needs), expected, "{declared:?} for {body}");
        }
    }
}

#[test]
fn a_plain_request_lacks_nothing_anywhere() {
    let request = request(&saying("Hi"));
    assert_eq!(lack(&Declared::default().supports([]).context(100), &Needs::of(&request)), None);
}

#[test]
fn a_context_must_hold_the_prompt_and_the_answer_it_allows() {
    let thousand_words = saying(&"word ".repeat(1000));
    let mut with_answer = thousand_words.clone();
    with_answer["max_tokens"] = json!(500);
    let mut endless = thousand_words.clone();
    endless["max_tokens"] = json!(u64::MAX);
    let table = [
        (&thousand_words, 999, false),
        (&thousand_words, 1000, true),
        (&with_answer, 1499, false),
        (&with_answer, 1500, true),
        (&with_answer, 499, false),
        (&endless, 1_000_000, false),
    ];
    for (body, context, fits) in table {
        let request = request(body);
        let lack = lack(&Declared::default().context(context), &Needs::of(&request));
        assert_eq!(lack, (!fits).then_some(Lack::Context), "{context}");
    }
}

#[test]
fn a_fact_is_found_out_only_when_a_target_asks_for_it() {
    let request = request(&saying(&"word ".repeat(1000)));
    let needs = Needs::of(&request);
    assert_eq!(lack(&Declared::default(), &needs), None);
    assert!(needs.images.get().is_none() && needs.json_schema.get().is_none());
    assert!(needs.answer.get().is_none() && needs.least_prompt.get().is_none());
    assert_eq!(lack(&Declared::default().context(128_000), &needs), None);
    assert!(needs.least_prompt.get().is_none(), "so short a prompt fits, whatever it says");
    assert_eq!(lack(&Declared::default().context(1001), &needs), None);
    assert_eq!(needs.least_prompt.get(), Some(&1000));
}

#[test]
fn a_lack_has_the_name_of_what_is_declared() {
    let names = [Lack::Context, Lack::Tools, Lack::Vision, Lack::JsonSchema].map(Lack::name);
    assert_eq!(names, ["context", "tools", "vision", "json_schema"]);
    assert_eq!(Lack::JsonSchema.to_string(), "json_schema");
}

proptest! {
    #[test]
    fn a_larger_context_never_lacks_what_a_smaller_one_has(words in 0_usize..400, answer in 0_u64..400, context in 1_u64..800, more in 0_u64..800) {
        let mut body = saying(&"word ".repeat(words));
        body["max_tokens"] = json!(answer);
        let request = request(&body);
        let lack = |context| lack(&Declared::default().context(context), &Needs::of(&request));
        prop_assert_eq!(lack(context).is_none(), words as u64 + answer <= context);
        prop_assert!(lack(context).is_some() || lack(context + more).is_none());
    }
}
