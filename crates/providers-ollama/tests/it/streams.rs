//! Streamed answers as exact bytes (`.ndjson`), and the events they become (`.json`).

use std::collections::VecDeque;
use std::fs;

use osier_core::adapter::{Record, StreamDecoder};
use osier_core::{Adapter, Collector, Event};
use osier_providers_ollama::Ollama;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::cases::{self, Failed};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    about: String,
    /// Whether the caller asked for the usage event.
    usage: bool,
    /// The events: `choices` of each, or its `usage`.
    events: Vec<Value>,
    complete: bool,
    done: bool,
    #[serde(default)]
    error: Option<Failed>,
}

#[test]
fn every_stream_is_read_as_the_golden_files_say() {
    let streams = cases::files("streams", "ndjson");
    assert_eq!(streams.len(), cases::files("streams", "json").len(), "files come in pairs");
    for stream in streams {
        let case: Case = cases::one(&stream.with_extension("json"));
        let about = format!("{}: {}", stream.display(), case.about);
        let bytes = fs::read_to_string(&stream).expect("a stream");
        let read = read(&bytes, case.usage);
        let events: Vec<Value> = read.events.iter().map(short).collect();
        assert_eq!(json!(events), json!(case.events), "{about}");
        assert_eq!((read.complete, read.done), (case.complete, case.done), "{about}");
        assert_eq!(read.error, case.error, "{about}");
        check_chunks(&read.events, &about);
    }
}

#[test]
fn a_stream_collects_into_the_answer_it_would_have_been() {
    let golden = cases::files("streams", "ndjson");
    let tools =
        golden.iter().find(|file| file.ends_with("tools.ndjson")).expect("the tools stream");
    let mut collector = Collector::default();
    for event in read(&fs::read_to_string(tools).expect("a stream"), true).events {
        collector.add(&event);
    }
    let completion = collector.finish().expect("a whole answer");
    let calls = completion.tool_calls();
    let calls: Vec<_> = calls.iter().map(|c| (&*c.id, &*c.function.arguments)).collect();
    let made = "call_18ea5c38afec8000_1";
    assert_eq!(calls, [("call_own", "{\"z\":1,\"a\":2}"), (made, "{}")]);
    assert_eq!(completion.usage().map(|usage| usage.total()), Some(308));
}

struct Read {
    events: Vec<Event>,
    complete: bool,
    done: bool,
    error: Option<Failed>,
}

fn read(bytes: &str, usage: bool) -> Read {
    let request = cases::request(&json!({
        "model": "asked", "stream": true, "stream_options": {"include_usage": usage},
    }));
    let mut decoder = Ollama::new("http://local").expect("a URL").decoder(&cases::call(&request));
    let mut out = VecDeque::new();
    let mut records = bytes.split_terminator('\n').map(|line| Record::data(line.to_owned()));
    let error = records.find_map(|record| decoder.decode(record, &mut out).err());
    Read {
        events: out.into(),
        complete: decoder.is_complete(),
        done: decoder.is_done(),
        error: error.as_ref().map(Failed::of),
    }
}

/// What differs between the chunks of an answer.
fn short(event: &Event) -> Value {
    let chunk: Value = serde_json::from_slice(event.data()).expect("JSON");
    match (&chunk["usage"], &chunk["choices"][0]) {
        (Value::Null, choice) if choice["finish_reason"].is_null() => choice["delta"].clone(),
        (Value::Null, choice) => json!({"finish_reason": choice["finish_reason"]}),
        (usage, _) => json!({ "usage": usage }),
    }
}

fn check_chunks(events: &[Event], about: &str) {
    let chunks = events.iter().map(|event| {
        assert!(event.is_canonical(), "{about}");
        serde_json::from_slice::<Value>(event.data()).expect("JSON")
    });
    for chunk in chunks {
        assert_eq!(chunk["object"], "chat.completion.chunk", "{about}");
        assert_eq!(chunk["created"], 1_795_348_800, "{about}");
        assert_eq!(chunk["id"], "chatcmpl-r1", "{about}");
        assert_eq!(chunk["model"], "llama3.2", "{about}");
    }
}
