use super::*;

#[test]
fn a_rejected_field_is_named_as_the_caller_knows_it() {
    let table = [
        ("temperature: Extra inputs are not permitted", Some("temperature")),
        ("output_config.effort: Extra inputs are not permitted", Some("reasoning_effort")),
        ("tools.0.custom.strict: Extra inputs are not permitted", Some("tools.0.custom.strict")),
        ("messages: final assistant content cannot end with trailing whitespace", Some("messages")),
        ("my words: and more: Extra inputs are not permitted", None),
        ("`temperature` is deprecated for this model.", Some("temperature")),
        ("`temperature` and `top_p` cannot both be specified", Some("temperature")),
        ("\"thinking.type.enabled\" is not supported for this model", Some("reasoning_effort")),
        ("This model does not support the effort parameter.", Some("reasoning_effort")),
        ("This model does not support assistant message prefill.", Some("messages")),
    ];
    for (message, param) in table {
        let expected = Verdict { kind: ErrorKind::UnsupportedParameter, param };
        assert_eq!(verdict(message), Some(expected), "{message}");
    }
}

#[test]
fn words_that_only_look_alike_say_nothing() {
    for message in [
        "",
        "messages.0: this image format is not supported",
        "the temperature outside is 3 degrees",
        "tools.0.name: String should match pattern",
    ] {
        assert_eq!(verdict(message), None, "{message}");
    }
}
