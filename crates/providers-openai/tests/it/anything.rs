//! No bytes from outside break anything, and what comes out is always sound.

use std::collections::VecDeque;

use osier_core::adapter::{Call, Failure, HeaderFacts, Record};
use osier_core::{Adapter, Request, StreamDecoder};
use osier_providers_openai::OpenAi;
use proptest::prelude::*;

/// Text made of the words of the dialect, often JSON and often not.
fn nearly_json() -> impl Strategy<Value = String> {
    let scalar = prop_oneof![
        Just("null".to_owned()),
        Just("\"\"".to_owned()),
        Just("\"error\"".to_owned()),
        Just("\"stop\"".to_owned()),
        Just("[DONE]".to_owned()),
        any::<i64>().prop_map(|n| n.to_string()),
        ".{0,8}".prop_map(|text| serde_json::Value::from(text).to_string()),
    ];
    let names = prop::sample::select(vec![
        "choices",
        "delta",
        "message",
        "index",
        "tool_calls",
        "function",
        "arguments",
        "name",
        "id",
        "finish_reason",
        "error",
        "code",
        "type",
        "param",
        "content",
        "role",
        "detail",
        "x_groq",
        "object",
        "metadata",
        "loc",
        "usage",
    ]);
    scalar.prop_recursive(6, 48, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4)
                .prop_map(|list| format!("[{}]", list.join(","))),
            prop::collection::btree_map(names.clone(), inner, 0..5).prop_map(|fields| {
                let fields: Vec<_> = fields.iter().map(|(k, v)| format!("\"{k}\":{v}")).collect();
                format!("{{{}}}", fields.join(","))
            }),
        ]
    })
}

fn records() -> impl Strategy<Value = Vec<Record>> {
    let choice = ("[0-3]", nearly_json(), nearly_json()).prop_map(|(index, delta, finish)| {
        format!(r#"{{"choices":[{{"index":{index},"delta":{delta},"finish_reason":{finish}}}]}}"#)
    });
    let data = prop_oneof![
        nearly_json().prop_map(String::into_bytes),
        choice.prop_map(String::into_bytes),
        prop::collection::vec(any::<u8>(), 0..60),
    ];
    let record = (prop::option::of("error|ping|message|x"), data)
        .prop_map(|(event, data)| Record { event: event.map(Into::into), data: data.into() });
    prop::collection::vec(record, 0..8)
}

proptest! {
    #[test]
    fn any_records_give_sound_events_or_an_error(records in records()) {
        let request = Request::empty();
        let adapter = OpenAi::new("k");
        let mut decoder = adapter.decoder(&Call { request: &request, id: "", unix_time: 0 });
        let mut out = VecDeque::new();
        for record in records {
            if decoder.decode(record, &mut out).is_err() {
                prop_assert!(!decoder.is_complete());
                break;
            }
            prop_assert!(!decoder.is_done() || decoder.is_complete());
        }
        for event in out {
            prop_assert!(event.is_canonical() && !event.has_error());
        }
    }

    #[test]
    fn any_body_is_an_answer_that_needs_no_repair_or_an_error(body in nearly_json()) {
        let request = Request::empty();
        let call = Call { request: &request, id: "id", unix_time: 0 };
        let adapter = OpenAi::new("k");
        for body in [body.clone(), format!(r#"{{"choices":[{{"message":{body}}}]}}"#)] {
            if let Ok(answer) = adapter.decode(&call, body.into()) {
                let again = adapter.decode(&call, answer.data().clone()).expect("sound");
                prop_assert_eq!(again.data().as_ptr(), answer.data().as_ptr());
            }
        }
    }

    #[test]
    fn any_failure_is_classified(
        status in 0..1000_u16,
        text in nearly_json(),
        bytes in prop::collection::vec(any::<u8>(), 0..100),
    ) {
        let headers = HeaderFacts::default();
        for body in [text.as_bytes(), &bytes] {
            let error = OpenAi::new("k").classify(&Failure { status, headers: &headers, body });
            prop_assert_eq!(error.status(), Some(status));
        }
    }
}
