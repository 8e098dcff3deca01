//! Streams, record by record, against what clients must see.

use std::collections::VecDeque;

use bytes::Bytes;
use osier_core::adapter::{Call, Record};
use osier_core::{Adapter, ErrorKind, Event, Request, StreamDecoder};
use osier_providers_openai::{Decoder, OpenAi};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::golden::{Expected, bytes_of, cases};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    records: Vec<Sent>,
    events: Vec<Value>,
    end: End,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    event: Option<String>,
    data: Box<RawValue>,
}

/// How a stream ended, when its body ends after the last record.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum End {
    /// The terminator came after a finish reason.
    Done,
    /// A finish reason came, the terminator did not.
    Complete,
    /// Neither came.
    Open,
    Error(Expected),
}

impl Sent {
    fn record(&self) -> Record {
        let data = Bytes::from(bytes_of(&self.data));
        match &self.event {
            Some(name) => Record::named(name.clone(), data),
            None => Record::data(data),
        }
    }
}

fn decoder() -> Decoder {
    let request = Request::parse(r#"{"model":"m","messages":[]}"#).expect("valid");
    OpenAi::new("sk-own-key").decoder(&Call { request: &request, id: "id", unix_time: 0 })
}

fn run(records: &[Record]) -> (Vec<Event>, End) {
    let mut decoder = decoder();
    let mut out = VecDeque::new();
    for record in records {
        if let Err(error) = decoder.decode(record.clone(), &mut out) {
            assert!(!decoder.is_complete(), "complete in spite of {error}");
            return (out.into(), End::Error(Expected::of(&error)));
        }
    }
    let end = match (decoder.is_done(), decoder.is_complete()) {
        (true, true) => End::Done,
        (true, false) => panic!("done without being complete or an error"),
        (false, true) => End::Complete,
        (false, false) => End::Open,
    };
    (out.into(), end)
}

/// A number stands for the very bytes of that record, anything else for JSON that says the same.
fn check_event(name: &str, event: &Event, expected: &Value, records: &[Record]) {
    assert!(event.is_canonical(), "{name}: an event would break clients");
    match expected.as_u64() {
        Some(record) => {
            let sent = &records[record as usize].data;
            assert_eq!(event.data(), sent, "{name}");
            assert_eq!(event.data().as_ptr(), sent.as_ptr(), "{name}: the event was copied");
        }
        None => {
            let event: Value = serde_json::from_slice(event.data()).expect("JSON");
            assert_eq!(&event, expected, "{name}");
        }
    }
}

#[test]
fn every_stream_is_what_clients_expect_or_the_error_it_really_is() {
    for case in cases::<Case>("streams") {
        let records: Vec<_> = case.records.iter().map(Sent::record).collect();
        let (events, end) = run(&records);
        assert_eq!(end, case.end, "{}", case.name);
        assert_eq!(events.len(), case.events.len(), "{}", case.name);
        for (event, expected) in events.iter().zip(&case.events) {
            check_event(&case.name, event, expected, &records);
        }
    }
}

#[test]
fn a_sound_event_is_part_of_the_bytes_that_came() {
    let read = Bytes::from_static(
        br#"data: {"id":"i","choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":null}]}"#,
    );
    let mut out = VecDeque::new();
    let record = Record::data(read.slice(6..));
    decoder().decode(record, &mut out).expect("a chunk");
    let event = out.pop_front().expect("an event");
    assert!(read.as_ptr_range().contains(&event.data().as_ptr()));
    assert_eq!(event.data(), &read.slice(6..));
}

#[test]
fn no_answer_has_calls_without_end() {
    let piece = |n: u32| {
        let chunk = format!(
            r#"{{"choices":[{{"index":0,"delta":{{"tool_calls":[{{"index":{n},"id":"c{n}"}}]}}}}]}}"#
        );
        Record::data(chunk)
    };
    let mut decoder = decoder();
    let mut out = VecDeque::new();
    let error =
        (0..5_000).find_map(|n| decoder.decode(piece(n), &mut out).err()).expect("refused at last");
    assert_eq!(error.kind(), ErrorKind::Malformed);
    assert!(out.len() >= 128, "too early");
}
