//! Streams with annotations, against what clients must see.

use std::collections::VecDeque;

use bytes::Bytes;
use osier_core::adapter::{Call, Record};
use osier_core::{Adapter, Error, Event, FinishReason, Request, StreamDecoder};
use osier_providers_azure::{Azure, Decoder};
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::golden::{Expected, bytes_of, cases};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    records: Vec<Box<RawValue>>,
    /// The records that are passed on, as the very bytes that came.
    events: Vec<usize>,
    end: End,
}

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

fn decoder() -> Decoder {
    let request = Request::parse(r#"{"model":"m","messages":[]}"#).expect("valid");
    let azure = Azure::v1("https://h", "k").expect("a good endpoint");
    azure.decoder(&Call { request: &request, id: "id", unix_time: 0 })
}

fn run(records: &[Bytes]) -> (Vec<Event>, Result<Decoder, Error>) {
    let mut decoder = decoder();
    let mut out = VecDeque::new();
    for record in records {
        if let Err(error) = decoder.decode(Record::data(record.clone()), &mut out) {
            return (out.into(), Err(error));
        }
    }
    (out.into(), Ok(decoder))
}

fn end_of(decoder: &Result<Decoder, Error>) -> End {
    match decoder {
        Err(error) => End::Error(Expected::of(error)),
        Ok(decoder) if decoder.is_done() => End::Done,
        Ok(decoder) if decoder.is_complete() => End::Complete,
        Ok(_) => End::Open,
    }
}

#[test]
fn annotations_are_dropped_and_the_answer_passes_through() {
    for case in cases::<Case>("streams.json") {
        let records: Vec<Bytes> = case.records.iter().map(|raw| bytes_of(raw).into()).collect();
        let (events, decoder) = run(&records);
        assert_eq!(end_of(&decoder), case.end, "{}", case.name);
        let seen: Vec<_> = events.iter().map(|event| event.data().as_ptr()).collect();
        let sent: Vec<_> = case.events.iter().map(|i| records[*i].as_ptr()).collect();
        assert_eq!(seen, sent, "{}", case.name);
        assert!(events.iter().all(Event::is_canonical), "{}", case.name);
    }
}

#[test]
fn a_blocked_answer_ends_even_where_the_delta_is_missing() {
    let record = Bytes::from_static(
        br#"{"choices":[{"index":0,"finish_reason":"content_filter","content_filter_results":{"hate":{"filtered":true,"severity":"high"}}}]}"#,
    );
    let (events, decoder) = run(&[record]);
    assert_eq!(end_of(&decoder), End::Complete);
    assert_eq!(events[0].finish_reason(), Some(FinishReason::ContentFilter));
    assert!(events[0].is_canonical());
}

proptest! {
    #[test]
    fn any_record_gives_sound_events_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
        let (events, _) = run(&[bytes.into()]);
        prop_assert!(events.iter().all(Event::is_canonical));
    }
}
