//! The longest answer.

use osier_degrade::Edits;

use super::request;

/// Of a ceiling of 100 tokens.
const TABLE: [(&str, &str, &str); 18] = [
    ("none", r#"{"model":"m"}"#, r#"{"model":"m","max_tokens":100}"#),
    ("more", r#"{"max_tokens":101,"n":2}"#, r#"{"max_tokens":100,"n":2}"#),
    ("as much", r#"{"max_tokens":100}"#, r#"{"max_tokens":100}"#),
    ("less", r#"{"max_tokens":99}"#, r#"{"max_tokens":99}"#),
    ("the newer name", r#"{"max_completion_tokens":101}"#, r#"{"max_completion_tokens":100}"#),
    (
        "both, one of them more",
        r#"{"max_tokens":5000,"max_completion_tokens":7}"#,
        r#"{"max_tokens":100,"max_completion_tokens":7}"#,
    ),
    (
        "both, more",
        r#"{"max_tokens":5000,"max_completion_tokens":7000}"#,
        r#"{"max_tokens":100,"max_completion_tokens":100}"#,
    ),
    ("null is none", r#"{"max_tokens":null,"n":2}"#, r#"{"max_tokens":100,"n":2}"#),
    (
        "null by the newer name",
        r#"{"max_completion_tokens":null}"#,
        r#"{"max_completion_tokens":null,"max_tokens":100}"#,
    ),
    (
        "null and more",
        r#"{"max_completion_tokens":null,"max_tokens":101}"#,
        r#"{"max_completion_tokens":null,"max_tokens":100}"#,
    ),
    ("a fraction", r#"{"max_tokens":100.5}"#, r#"{"max_tokens":100}"#),
    ("a small fraction", r#"{"max_tokens":0.5}"#, r#"{"max_tokens":0.5}"#),
    ("an exponent", r#"{"max_tokens":1e5}"#, r#"{"max_tokens":100}"#),
    ("beyond 64 bits", r#"{"max_tokens":18446744073709551616}"#, r#"{"max_tokens":100}"#),
    ("nothing", r#"{"max_tokens":0}"#, r#"{"max_tokens":0}"#),
    ("less than nothing", r#"{"max_tokens":-1}"#, r#"{"max_tokens":-1}"#),
    ("no number", r#"{"max_tokens":"5000"}"#, r#"{"max_tokens":"5000"}"#),
    ("a list", r#"{"max_tokens":[5000]}"#, r#"{"max_tokens":[5000]}"#),
];

#[test]
fn the_smaller_of_two_ceilings_wins_and_what_is_no_number_stays() {
    let edits = Edits::none().max_tokens(100);
    for (case, body, expected) in TABLE {
        let edited = edits.apply(&request(body)).expect("nothing is lacking");
        assert_eq!(edited.request.to_bytes(), expected, "{case}");
        assert!(!edited.needs_less, "{case}");
    }
}
