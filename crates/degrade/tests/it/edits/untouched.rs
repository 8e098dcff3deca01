//! What no edit changes goes out as the very bytes that came in.

use osier_core::{Level, Request};
use osier_degrade::{Edits, Feature, Lacks};

use super::request;

fn are_the_same_bytes(a: &Request, b: &Request) -> bool {
    a.to_bytes().as_ptr() == b.to_bytes().as_ptr() && a.to_bytes() == b.to_bytes()
}

#[test]
fn without_edits_nothing_is_written_anew() {
    let everything = request(
        r#"{ "model":"m", "stream":true, "stream_options":{"include_usage":true}, "max_tokens":1000000,
            "tools":[{"type":"function","function":{"name":"f"}}], "tool_choice":"required",
            "messages":[{"role":"tool","tool_call_id":"1","content":[{"type":"image_url"}]}] }"#,
    );
    for edits in [Edits::none(), Edits::preset(Level::Cached), Edits::preset(Level::Offline)] {
        let edited = edits.apply(&everything).expect("nothing is lacking");
        assert!(are_the_same_bytes(&edited.request, &everything), "{edits:?}");
        assert!(!edited.needs_less);
    }
}

#[test]
fn edits_that_change_nothing_write_nothing_anew() {
    let bodies = [
        r#"{ "max_tokens": 512 }"#,
        r#"{ "max_completion_tokens": 5, "stream": false, "stream_options": null }"#,
        r#"{ "max_tokens": 5, "stream": null, "tools": null, "tool_choice": null }"#,
        r#"{ "max_tokens": 5, "response_format": {"type":"json_schema"}, "n": 2, "seed": 7 }"#,
        r#"{ "max_tokens": 5, "messages": [ {"role":"user","content":"the \"tool_calls\" of a \"tool\""} ] }"#,
        r#"{ "max_tokens": 5, "messages": [ {"role":"assistant","content":"a","tool_calls":null,"function_call":null},
            {"role":"assistant","content":"b","tool_calls":[]} ] }"#,
    ];
    for body in bodies {
        let request = request(body);
        let edited = Edits::preset(Level::Minimal).apply(&request).expect("nothing is lacking");
        assert!(are_the_same_bytes(&edited.request, &request), "{body}");
        assert!(!edited.needs_less, "{body}");
    }
}

#[test]
fn the_model_and_the_temperature_are_replaced_where_they_stand() {
    let edits = Edits::none().model("small").temperature(0.25);
    let edited = edits.apply(&request(r#"{"model":"m","temperature":1,"n":1}"#)).expect("whole");
    assert_eq!(edited.request.to_bytes(), r#"{"model":"small","temperature":0.25,"n":1}"#);
    let same = request(r#"{ "model":"small", "temperature":0.25 }"#);
    let edited = edits.apply(&same).expect("whole");
    assert!(are_the_same_bytes(&edited.request, &same));
}

#[test]
fn a_stream_is_taken_out_of_what_asks_for_one_alone() {
    let edits = Edits::none().features([Feature::Tools, Feature::Vision]);
    let table = [
        (r#"{"stream":true,"n":1}"#, r#"{"stream":false,"n":1}"#),
        (r#"{"stream":true,"stream_options":{"include_usage":true}}"#, r#"{"stream":false}"#),
        (r#"{"stream":false,"stream_options":{}}"#, r#"{"stream":false,"stream_options":{}}"#),
        (r#"{"stream":"yes"}"#, r#"{"stream":"yes"}"#),
    ];
    for (body, expected) in table {
        let edited = edits.apply(&request(body)).expect("nothing is lacking");
        assert_eq!(edited.request.to_bytes(), expected);
    }
}

#[test]
fn images_are_lacking_where_nobody_looks_at_them() {
    let blind = Edits::none().features([Feature::Streaming, Feature::Tools]);
    let shows = |part| format!(r#"{{"messages":[{{"role":"tool","content":[{part}]}}]}}"#);
    let image = shows(r#"{"type":"image_url","image_url":{"url":"https://e.test/i.png"}}"#);
    let lacks = blind.apply(&request(&image)).expect_err("it is blind");
    assert_eq!(lacks, Lacks(Feature::Vision));
    assert_eq!(lacks.to_string(), "the request needs vision, which the level does not offer");
    let text = shows(r#"{"type":"text","text":"an \"image_url\""}"#);
    assert!(blind.apply(&request(&text)).is_ok());
}

#[test]
fn a_request_needs_less_once_something_was_taken_out_that_targets_must_have() {
    let table = [
        (r#"{"tools":[{}]}"#, true, "{}"),
        (r#"{"functions":[{}],"function_call":"auto"}"#, true, "{}"),
        (r#"{"web_search_options":{}}"#, true, "{}"),
        (r#"{"tool_choice":"none","parallel_tool_calls":false}"#, false, "{}"),
        (r#"{"tools":null,"n":1}"#, false, r#"{"tools":null,"n":1}"#),
    ];
    for (body, needs_less, expected) in table {
        let edits = Edits::none().features([]);
        let edited = edits.apply(&request(body)).expect("nothing is lacking");
        assert_eq!(edited.request.to_bytes(), expected);
        assert_eq!(edited.needs_less, needs_less, "{body}");
    }
}
