use super::*;
use crate::ErrorKind;

#[test]
fn arguments_become_an_object_whatever_they_were() {
    let table = [
        ("", "{}"),
        (" \n", "{}"),
        (r#" {"b":1, "a":2} "#, r#"{"b":1, "a":2}"#),
        ("[1]", r#"{"_raw":"[1]"}"#),
        ("null", r#"{"_raw":"null"}"#),
        (r#"{"a":"#, r#"{"_raw":"{\"a\":"}"#),
    ];
    for (arguments, expected) in table {
        assert_eq!(object(arguments).get(), expected, "{arguments}");
    }
}

#[test]
fn what_a_call_has_besides_is_named() {
    let message = r#"{"tool_calls":[{"id":"c","function":{"name":"f","mood":"glad"},"index":0}]}"#;
    let json = serde_json::from_str(message).expect("JSON");
    let error = calls(&mut Object::open("messages", json).expect("an object")).expect_err("named");
    let expected = (ErrorKind::Unsupported, Some("messages.tool_calls.function.mood"));
    assert_eq!((error.kind(), error.param()), expected);
}
