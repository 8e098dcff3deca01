use super::*;

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
        assert_eq!(input(arguments).get(), expected, "{arguments}");
    }
}

#[test]
fn an_identity_from_elsewhere_is_made_to_fit() {
    assert_eq!(wire_id("call_1-a").as_deref(), Some("call_1-a"));
    assert_eq!(wire_id("functions.f:0").as_deref(), Some("functions_f_0"));
    assert_eq!(wire_id(""), None);
}
