//! Streams, record by record, and what clients see of them.

use std::collections::VecDeque;
use std::fmt::Debug;

use osier_core::adapter::{Record, StreamDecoder};
use osier_core::{Adapter, Collector, Error, Event, Request};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use super::Case;
use super::value::{self, Expected, bytes_of, same};
use crate::AdapterSuite;
use crate::call::call;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StreamCase {
    name: String,
    #[serde(default)]
    usage: bool,
    n: Option<u32>,
    records: Vec<Sent>,
    events: Vec<Value>,
    end: End,
    collected: Option<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    event: Option<String>,
    data: Box<RawValue>,
}

/// How a stream ended, when its body ends after the last record.
#[derive(Debug, PartialEq, Deserialize, Serialize)]
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

impl Case for StreamCase {
    const FOLDER: &'static str = "streams";

    fn name(&self) -> &str {
        &self.name
    }

    fn check<A: Adapter<Decoder: Debug> + Debug>(
        &self,
        suite: &AdapterSuite<A>,
    ) -> Result<(), String> {
        let records: Vec<Record> = self.records.iter().map(Sent::record).collect();
        let mut decoder = suite.plain().decoder(&call(&self.request()));
        let mut out = VecDeque::new();
        let sent = records.iter().cloned();
        let error = sent.map(|record| decoder.decode(record, &mut out)).find_map(Result::err);
        same(&end(&decoder, error.as_ref())?, &self.end)?;
        same(&out.len(), &self.events.len())?;
        for (event, expected) in out.iter().zip(&self.events) {
            check_event(event, expected, &records)?;
        }
        self.check_collected(&out)
    }
}

impl StreamCase {
    fn request(&self) -> Request {
        let usage = self.usage;
        let n = self.n.map(|n| format!(r#","n":{n}"#)).unwrap_or_default();
        let json = format!(
            r#"{{"model":"asked","messages":[],"stream":true,"stream_options":{{"include_usage":{usage}}}{n}}}"#
        );
        Request::parse(json).expect("a request")
    }

    fn check_collected(&self, events: &VecDeque<Event>) -> Result<(), String> {
        let Some(expected) = &self.collected else {
            return Ok(());
        };
        let mut collector = Collector::default();
        let added = events.iter().try_for_each(|event| collector.add(event));
        let whole = added.and_then(|()| collector.finish());
        let completion = whole.map_err(|error| error.to_string())?;
        value::check(completion.data(), expected, completion.data())
    }
}

impl Sent {
    fn record(&self) -> Record {
        let data = bytes_of(&self.data);
        match &self.event {
            Some(name) => Record::named(name.clone(), data),
            None => Record::data(data),
        }
    }
}

fn end(decoder: &impl StreamDecoder, error: Option<&Error>) -> Result<End, String> {
    Ok(match (error, decoder.is_done(), decoder.is_complete()) {
        (Some(error), false, false) => End::Error(Expected::of(error)),
        (Some(error), ..) => return Err(format!("done or complete in spite of {error}")),
        (None, true, true) => End::Done,
        (None, true, false) => return Err("done, and neither complete nor an error".to_owned()),
        (None, false, true) => End::Complete,
        (None, false, false) => End::Open,
    })
}

/// A number stands for the very bytes of that record.
fn check_event(event: &Event, expected: &Value, records: &[Record]) -> Result<(), String> {
    if !event.is_canonical() {
        return Err("an event would break clients".to_owned());
    }
    let number = expected.as_u64().and_then(|number| usize::try_from(number).ok());
    match number.map(|number| records.get(number)) {
        None => value::check(event.data(), expected, event.data()),
        Some(None) => Err("an event names no record".to_owned()),
        Some(Some(record)) => value::check(event.data(), &"as sent".into(), &record.data),
    }
}
