use proptest::prelude::*;

use super::*;
use crate::ErrorKind;

fn parse(json: &str) -> Request {
    Request::parse(json.to_owned()).expect("a valid request")
}

#[test]
fn an_untouched_request_is_the_very_bytes_that_came_in() {
    let body = Bytes::from("{ \"model\" : \"m\" ,\n \"x\": {\"y\":[1, 2]} }");
    let request = Request::parse(body.clone()).expect("valid");
    assert_eq!(request.to_bytes().as_ptr(), body.as_ptr());
    assert_eq!(request.get("x").map(|v| v.as_ptr()), Some(body[24..].as_ptr()));
}

#[test]
fn an_edit_replaces_one_field_and_leaves_order_and_spelling() {
    let mut request = parse(r#"{"a":1.50,"model":"x","z":"\u00e9"}"#);
    request.set_model("y");
    request.set("seed", &7).expect("a number is JSON");
    assert!(request.remove("a"));
    assert_eq!(request.to_bytes(), r#"{"model":"y","z":"\u00e9","seed":7}"#);
}

#[test]
fn setting_what_is_already_there_keeps_the_original_bytes() {
    let body = Bytes::from(r#"{ "model": "x" }"#);
    let mut request = Request::parse(body.clone()).expect("valid");
    request.set_model("x");
    assert_eq!(request.to_bytes(), body);
}

#[test]
fn of_a_field_given_twice_only_the_last_is_kept() {
    let request = parse(r#"{"model":"a","n":1,"mod\u0065l":"b"}"#);
    assert_eq!(request.model().as_deref(), Some("b"));
    assert_eq!(request.to_bytes(), r#"{"n":1,"model":"b"}"#);
}

#[test]
fn what_is_not_one_json_object_is_refused_with_its_place() {
    let table: [(&[u8], &str); 6] = [
        (b"", "line 1, column 0"),
        (b"[]", "line 1"),
        (b"{\"model\":\"a\"", "line 1, column 12"),
        (b"{\"model\":\"a\"} {}", "line 1, column 15"),
        (b"{\"model\":\n tru}", "line 2"),
        (b"{\"model\":\"\xff\"}", "byte 10"),
    ];
    for (body, place) in table {
        let error = Request::parse(Bytes::from_static(body)).expect_err("refused");
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.to_string().contains(place), "{error}");
    }
}

#[test]
fn an_object_of_very_many_fields_is_refused() {
    let fields = |n: usize| (0..n).map(|i| format!("\"f{i}\":0")).collect::<Vec<_>>().join(",");
    assert!(Request::parse(format!("{{{}}}", fields(256))).is_ok());
    let error = Request::parse(format!("{{{}}}", fields(257))).expect_err("refused");
    assert!(error.to_string().contains("at most 256 fields"), "{error}");
}

#[test]
fn a_field_given_very_many_times_is_refused_too() {
    let again = vec![r#""model":0"#; 257].join(",");
    assert!(Request::parse(format!("{{{again}}}")).is_err());
    assert!(Request::parse(format!("{{{}}}", again.replacen(r#""model":0,"#, "", 1))).is_ok());
}

#[test]
fn what_a_caller_must_give_is_named_when_missing() {
    let table = [
        (r#"{"messages":[]}"#, Some("model")),
        (r#"{"model":null,"messages":[]}"#, Some("model")),
        (r#"{"model":3,"messages":[]}"#, Some("model")),
        (r#"{"model":"","messages":[]}"#, Some("model")),
        (r#"{"model":"m"}"#, Some("messages")),
        (r#"{"model":"m","messages":"hi"}"#, Some("messages")),
        (r#"{"model":"m","messages":[],"stream":"yes"}"#, Some("stream")),
        (r#"{"model":"m","messages":[],"stream":null}"#, None),
    ];
    for (body, param) in table {
        let error = parse(body).check().err();
        assert_eq!(error.as_ref().and_then(Error::param), param, "{body}");
    }
}

#[test]
fn the_newer_name_of_the_token_ceiling_wins() {
    assert_eq!(parse(r#"{"max_tokens":5,"max_completion_tokens":3}"#).max_tokens(), Some(3));
    assert_eq!(parse(r#"{"max_tokens":5,"max_completion_tokens":null}"#).max_tokens(), Some(5));
}

#[test]
fn a_field_of_the_wrong_shape_is_named_but_not_quoted() {
    let error = parse(r#"{"messages":"my secret"}"#).messages().expect_err("refused");
    assert_eq!(error.param(), Some("messages"));
    assert!(!format!("{error} {error:?}").contains("secret"), "{error}");
}

#[test]
fn debug_shows_names_and_sizes_only() {
    let text = format!("{:?}", parse(r#"{"model":"m","user":"my secret"}"#));
    assert_eq!(text, r#"{"model": 3, "user": 11}"#);
}

proptest! {
    #[test]
    fn any_object_survives_an_edit_of_another_field(pairs in prop::collection::btree_map(".{0,12}", ".{0,40}", 0..8)) {
        let json = serde_json::to_string(&pairs).expect("strings are JSON");
        let mut request = parse(&json);
        request.set("osier", &true).expect("a flag is JSON");
        request.remove("osier");
        let back: std::collections::BTreeMap<String, String> =
            serde_json::from_slice(&request.to_bytes()).expect("still JSON");
        let mut expected = pairs;
        expected.remove("osier");
        prop_assert_eq!(back, expected);
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Request::parse(bytes).map(|request| request.check());
    }
}

type Edit = fn(&mut Request);

#[test]
fn an_edit_of_one_clone_is_seen_in_no_other() {
    let body = r#"{"model":"a","stream":true}"#;
    let original = Request::parse(body).expect("valid");
    let edits: [(Edit, &str); 4] = [
        (|request| request.set_model("b"), r#"{"model":"b","stream":true}"#),
        (|request| request.set_stream(false), r#"{"model":"a","stream":false}"#),
        (|request| assert!(request.remove("model")), r#"{"stream":true}"#),
        (|request| request.set("n", &2).expect("JSON"), r#"{"model":"a","stream":true,"n":2}"#),
    ];
    for (edit, expected) in edits {
        let (mut edited, kept) = (original.clone(), original.clone());
        edit(&mut edited);
        assert_eq!(edited.to_bytes(), expected);
        assert_eq!((original.to_bytes(), kept.to_bytes()), (body.into(), body.into()));
        assert_eq!(kept.model().as_deref(), Some("a"));
    }
}

#[test]
fn a_field_that_is_renamed_keeps_its_value_also_under_its_own_name() {
    let body = r#"{ "a":1,"b":[2] }"#;
    let table = [
        ("a", "c", true, r#"{"b":[2],"c":1}"#),
        ("a", "b", true, r#"{"b":1}"#),
        ("a", "a", true, body),
        ("c", "a", false, body),
        ("c", "c", false, body),
    ];
    for (name, other, was_there, expected) in table {
        let mut request = Request::parse(body).expect("valid");
        assert_eq!(request.rename(name, other), was_there, "{name} to {other}");
        assert_eq!(request.to_bytes(), expected, "{name} to {other}");
    }
}
