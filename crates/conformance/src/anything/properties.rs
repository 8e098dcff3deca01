//! What holds for every adapter, whatever comes.

use std::collections::VecDeque;
use std::fmt::Debug;

use osier_core::adapter::{Failure, HeaderFacts, Record, StreamDecoder};
use osier_core::{Adapter, Delivery, Event, Request};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseResult, TestError, TestRunner};
use serde_json::{Value, json};

use super::Vocabulary;
use super::json::{json as any_json, key};
use crate::AdapterSuite;
use crate::call::{call, plain_request};

/// No request panics.
pub(super) fn requests<A: Adapter<Decoder: Debug> + Debug>(suite: &AdapterSuite<A>) {
    let (adapter, words) = (suite.plain(), suite.vocabulary);
    let fields = prop::collection::hash_map(key(words), any_json(words), 0..8);
    let messages = prop::collection::vec(any_json(words), 0..4);
    hold((fields, messages), |(fields, messages)| {
        let mut request = json!(fields);
        if let Value::Object(fields) = &mut request {
            fields.insert("model".into(), "m".into());
            fields.insert("messages".into(), messages.into());
        }
        write(&adapter, &request)
    });
}

/// No part of a conversation panics.
pub(super) fn conversations<A: Adapter<Decoder: Debug> + Debug>(suite: &AdapterSuite<A>) {
    let (adapter, words) = (suite.plain(), suite.vocabulary);
    let some = |most| prop::collection::vec(any_json(words), 0..most);
    hold((some(4), some(3), some(3)), |(parts, calls, tools)| {
        let request = json!({"model": "m", "tools": tools, "messages": [
            {"role": "user", "content": parts},
            {"role": "assistant", "content": "x", "tool_calls": calls},
        ]});
        write(&adapter, &request)
    });
}

/// No body panics, and a failure keeps its status.
pub(super) fn answers<A: Adapter<Decoder: Debug> + Debug>(suite: &AdapterSuite<A>) {
    let (adapter, words) = (suite.plain(), suite.vocabulary);
    let request = plain_request();
    let headers = HeaderFacts::default();
    let bytes = prop::collection::vec(any::<u8>(), 0..100);
    let messages = ".{0,2000}".prop_map(|words| json!({"error": {"message": words}}).to_string());
    let texts = prop_oneof![4 => any_json(words).prop_map(|json| json.to_string()), 1 => messages];
    hold((texts, bytes, any::<u16>()), |(text, bytes, status)| {
        for body in [text.into_bytes(), bytes] {
            let error = adapter.classify(&Failure { status, headers: &headers, body: &body });
            prop_assert_eq!(error.status(), Some(status));
            prop_assert_eq!(error.delivery(), Delivery::Answered);
            let _ = adapter.decode(&call(&request), body.into());
        }
        Ok(())
    });
}

/// No records panic, every event is sound, and an answer that failed is not complete.
pub(super) fn streams<A: Adapter<Decoder: Debug> + Debug>(suite: &AdapterSuite<A>) {
    let adapter = suite.plain();
    let opening = Record::data(suite.vocabulary.opening);
    let records = prop::collection::vec(record(suite.vocabulary), 0..12);
    hold((any::<bool>(), records), |(begun, records)| {
        let request = plain_request();
        let mut decoder = adapter.decoder(&call(&request));
        let mut out = VecDeque::new();
        let mut failed = false;
        for record in begun.then(|| opening.clone()).into_iter().chain(records) {
            let over = std::mem::replace(&mut failed, decoder.decode(record, &mut out).is_err());
            if over {
                // Nobody asks after an error, but it must not panic either.
                failed = true;
            } else if failed {
                prop_assert!(!decoder.is_complete() && !decoder.is_done());
            } else {
                prop_assert!(!decoder.is_done() || decoder.is_complete());
            }
        }
        prop_assert!(out.iter().all(Event::is_canonical));
        prop_assert!(!out.iter().any(Event::has_error));
        Ok(())
    });
}

fn record(words: Vocabulary) -> impl Strategy<Value = Record> {
    let names = prop::option::of("error|ping|message|x");
    let data = prop_oneof![
        4 => any_json(words).prop_map(|json| json.to_string().into_bytes()),
        1 => prop::collection::vec(any::<u8>(), 0..60),
        1 => Just(b"[DONE]".to_vec()),
    ];
    (names, data)
        .prop_map(|(event, data)| Record { event: event.map(Into::into), data: data.into() })
}

fn write(adapter: &impl Adapter, request: &Value) -> TestCaseResult {
    if let Ok(request) = Request::parse(request.to_string()) {
        let _ = adapter.encode(&request);
    }
    Ok(())
}

/// Tries many inputs, and shows the smallest that breaks.
fn hold<S: Strategy>(inputs: S, property: impl Fn(S::Value) -> TestCaseResult) {
    let config = Config { failure_persistence: None, ..Config::default() };
    match TestRunner::new(config).run(&inputs, property) {
        Ok(()) => {}
        Err(TestError::Fail(why, input)) => panic!("{why}\n{input:?}"),
        Err(abort) => panic!("{abort}"),
    }
}
