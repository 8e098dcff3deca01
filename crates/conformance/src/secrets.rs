//! Keys and content stay where they belong.

use std::collections::VecDeque;
use std::fmt::Debug;

use osier_core::adapter::{Failure, HeaderFacts, Record, StreamDecoder, WireRequest};
use osier_core::{Adapter, Error, Request};

use crate::AdapterSuite;
use crate::call::{call, plain_request};

/// Looks like nothing, so that only who knows it can hide it.
const KEY: &str = "AKEYwithoutAnyPrefix123";

/// How a provider may quote it.
const QUOTES: [&str; 5] = ["{}", "Bearer {}", "key {}.", "sk-{}", "{}{}"];

/// What providers quote it in.
const BODIES: [&str; 5] = [
    r#"{"error":{"message":"@","type":"@","code":"@","param":"@"}}"#,
    r#"{"type":"error","error":{"type":"@","message":"@","details":{"error_code":"@"}}}"#,
    r#"{"type":"error","error":{"type":"invalid_request_error","message":"@: Extra inputs are not permitted"}}"#,
    r#"{"error":"@"}"#,
    r#"{"object":"error","message":"@","code":"@"}"#,
];

/// Requests with content in wrong places.
const MISSHAPEN: [&str; 6] = [
    r#"{"model":"m","messages":[{"role":"user","content":{"topsecret":"topsecret"}}]}"#,
    r#"{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":["topsecret"]}]}]}"#,
    r#"{"model":"m","messages":[{"role":"top secret","content":"topsecret"}]}"#,
    r#"{"model":"m","messages":["topsecret"]}"#,
    r#"{"model":"m","messages":[{"role":"assistant","content":"topsecret"}]}"#,
    r#"{"model":"m","messages":[{"role":"user","content":"x"}],"stop":{"topsecret":"topsecret"}}"#,
];

pub(crate) fn check<A: Adapter<Decoder: Debug> + Debug>(suite: &AdapterSuite<A>) {
    let adapter = suite.with_key(KEY);
    check_shown(&adapter);
    let mut heard = 0;
    for body in BODIES {
        for quote in QUOTES {
            heard += check_quoted(&adapter, &body.replace('@', &quote.replace("{}", KEY)));
        }
    }
    assert!(heard > 0, "nothing the provider says reaches the caller");
    MISSHAPEN.iter().for_each(|request| check_content(&adapter, request));
}

fn check_shown<A: Adapter<Decoder: Debug> + Debug>(adapter: &A) {
    let request = plain_request();
    let wires = [adapter.encode(&request).expect("a wire request"), adapter.probe()];
    for wire in &wires {
        assert!(is_signed(wire), "the key is not sent: {wire:?}");
    }
    let decoder = adapter.decoder(&call(&request));
    let shown = format!("{adapter:?} {wires:?} {decoder:?}");
    assert!(!shown.contains(KEY), "{shown}");
}

fn is_signed(wire: &WireRequest) -> bool {
    wire.headers.iter().any(|(_, value)| value.reveal().contains(KEY))
}

/// Returns how many errors repeat to the caller what was said.
fn check_quoted<A: Adapter>(adapter: &A, body: &str) -> usize {
    let request = plain_request();
    let call = call(&request);
    let mut errors = Vec::new();
    for status in [400, 401, 429, 500] {
        let headers = HeaderFacts::default();
        let failure = Failure { status, headers: &headers, body: body.as_bytes() };
        errors.push(adapter.classify(&failure));
    }
    errors.extend(adapter.decode(&call, body.to_owned().into()).err());
    let record = Record::data(body.to_owned());
    errors.extend(adapter.decoder(&call).decode(record, &mut VecDeque::new()).err());
    for error in &errors {
        let said = all_of(error);
        assert!(!said.contains(KEY), "{body}\n{said}");
        let quoted = error.provider_message();
        assert!(quoted.is_none_or(|words| words.contains("***")), "{body}\n{said}");
        let words = quoted.unwrap_or("***");
        assert!(!open_to_all(error).contains(words), "{body}\n{said}");
    }
    errors.iter().filter(|error| error.provider_message().is_some()).count()
}

fn check_content<A: Adapter>(adapter: &A, request: &'static str) {
    let request = Request::parse(request).expect("a request");
    if let Err(error) = adapter.encode(&request) {
        let said = all_of(&error);
        assert!(!said.contains("topsecret") && !said.contains("top secret"), "{said}");
    }
}

/// Everything an error says to anybody.
fn all_of(error: &Error) -> String {
    let (code, param) = (error.code(), error.param());
    format!("{} {code:?} {param:?} {:?}", open_to_all(error), error.provider_message())
}

/// What an error says in logs.
fn open_to_all(error: &Error) -> String {
    format!("{error} {error:?} {:?}", std::error::Error::source(error))
}
