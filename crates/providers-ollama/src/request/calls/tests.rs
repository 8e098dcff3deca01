use super::*;

#[test]
fn arguments_become_an_object_whatever_they_were() {
    let table = [
        ("", "{}"),
        (" \n", "{}"),
        (r#" {"b":1, "a":2} "#, r#"{"b":1, "a":2}"#),
        ("[1]", r#"{"_raw":"[1]"}"#),
        (r#"{"a":"#, r#"{"_raw":"{\"a\":"}"#),
    ];
    for (arguments, expected) in table {
        assert_eq!(object(arguments).get(), expected, "{arguments}");
    }
}
