use super::*;
use crate::ErrorKind;

const TABLE: Fields = Fields(&[
    ("false", Fate::Only(Usual::False)),
    ("true", Fate::Only(Usual::True)),
    ("zero", Fate::Only(Usual::Zero)),
    ("one", Fate::Only(Usual::One)),
    ("empty", Fate::Only(Usual::Empty)),
    ("word", Fate::Only(Usual::Word(&["a", "b"]))),
    ("words", Fate::Only(Usual::Words(&["a", "b"]))),
    ("hint", Fate::Hint),
    ("refused", Fate::Refused),
    ("stream_options", Fate::Translated),
]);

fn verdict(name: &str, value: &str) -> Option<(ErrorKind, String)> {
    let request = Request::parse(format!(r#"{{"{name}":{value}}}"#)).expect("a request");
    let error = TABLE.check(&request).err()?;
    Some((error.kind(), error.param().unwrap_or_default().to_owned()))
}

#[test]
fn what_happens_anyway_may_be_asked_for_and_nothing_else() {
    let table = [
        ("false", "false", "true"),
        ("true", "true", "false"),
        ("zero", "0.0", "1"),
        ("one", "1", "2"),
        ("empty", "{}", r#"{"a":1}"#),
        ("word", r#""b""#, r#""c""#),
        ("words", r#"["a","b"]"#, r#"["b"]"#),
        ("hint", "3", "null"),
        ("refused", "null", "0"),
        ("nobody_knows", "null", "0"),
    ];
    for (name, usual, other) in table {
        assert_eq!(verdict(name, usual), None, "{name}");
        let expected = (other != "null").then(|| (ErrorKind::Unsupported, name.to_owned()));
        assert_eq!(verdict(name, other), expected, "{name}");
    }
}

#[test]
fn a_wrong_shape_is_invalid_and_named() {
    for name in ["false", "true", "zero", "one", "empty", "word", "words"] {
        let shape = if name == "empty" { "[]" } else { r#"{"a":1}"# };
        assert_eq!(verdict(name, shape), Some((ErrorKind::InvalidRequest, name.to_owned())));
    }
    let stream = verdict("stream_options", r#"{"include_usage":"yes"}"#);
    assert_eq!(stream, Some((ErrorKind::InvalidRequest, "stream_options.include_usage".into())));
}

#[test]
fn options_of_streams_that_nobody_knows_are_named() {
    let known = r#"{"include_usage":true,"include_obfuscation":false}"#;
    assert_eq!(verdict("stream_options", known), None);
    let unknown = verdict("stream_options", r#"{"speed":2}"#);
    assert_eq!(unknown, Some((ErrorKind::Unsupported, "stream_options.speed".to_owned())));
}

#[test]
fn fields_that_nobody_thought_of_are_told() {
    let missing: Vec<_> = TABLE.missing().collect();
    assert_eq!(missing.len(), DIALECT.len() - 1);
    assert!(!missing.contains(&"stream_options"));
}
