use super::*;

#[test]
fn whatever_looks_like_a_key_is_hidden_and_words_are_not() {
    let table = [
        ("provided: sk-bad. You", "provided: ***. You"),
        ("sk-proj-ab**cd_12 and sk_x", "*** and ***"),
        ("key=\"gsk_abc\"", "key=\"***\""),
        ("Authorization: Bearer abc123, x", "Authorization: Bearer ***, x"),
        ("bearer eyJhbGciOiJIUzI1NiJ9.e30.x", "bearer ***"),
        ("Bearer token is missing", "Bearer token is missing"),
        ("risk-free task-1 sk-", "risk-free task-1 sk-"),
        ("é sk-é", "é sk-é"),
        ("own key hunter2hunter2!", "own key ***!"),
    ];
    let key = Secret::new("hunter2hunter2");
    for (text, masked) in table {
        assert_eq!(mask(text, Some(&key)), masked);
    }
}

#[test]
fn an_own_key_as_short_as_a_word_does_not_spoil_the_text() {
    assert_eq!(mask("none of these", Some(&Secret::new("none"))), "none of these");
}
