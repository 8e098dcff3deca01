use super::*;

#[test]
fn words_that_only_look_alike_mean_nothing() {
    for message in ["", "this model does not think", "context canceled", "not found"] {
        assert_eq!(verdict(message), None, "{message}");
    }
}

#[test]
fn the_name_of_a_model_does_not_hide_what_is_said_of_it() {
    let verdict = verdict("\"image-chat:1b\" does not support tools").expect("known words");
    assert_eq!((verdict.kind, verdict.param), (REJECTED, Some("tools")));
}
