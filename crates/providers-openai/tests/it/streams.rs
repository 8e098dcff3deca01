//! Bounds of a stream.

use std::collections::VecDeque;

use osier_core::adapter::{Call, Record};
use osier_core::{Adapter, ErrorKind, Request, StreamDecoder};
use osier_providers_openai::OpenAi;

#[test]
fn no_answer_has_calls_without_end() {
    let piece = |n: u32| {
        let chunk = format!(
            r#"{{"choices":[{{"index":0,"delta":{{"tool_calls":[{{"index":{n},"id":"c{n}"}}]}}}}]}}"#
        );
        Record::data(chunk)
    };
    let request = Request::empty();
    let mut decoder = OpenAi::new("k").decoder(&Call { request: &request, id: "", unix_time: 0 });
    let mut out = VecDeque::new();
    let error =
        (0..5_000).find_map(|n| decoder.decode(piece(n), &mut out).err()).expect("refused at last");
    assert_eq!(error.kind(), ErrorKind::Malformed);
    assert!(out.len() >= 128, "too early");
}
