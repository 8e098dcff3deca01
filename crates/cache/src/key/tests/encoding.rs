use super::super::canonical::Canonical;

fn written(json: &str) -> Option<Vec<u8>> {
    let mut canonical = Canonical::with_capacity(0);
    canonical.json(json.as_bytes())?;
    Some(canonical.as_bytes().to_vec())
}

/// A text or number as it is written.
fn measured(kind: u8, said: &[u8]) -> Vec<u8> {
    let length = u32::try_from(said.len()).expect("short").to_le_bytes();
    [&[kind][..], &length, said].concat()
}

fn text(said: &str) -> Vec<u8> {
    measured(b's', said.as_bytes())
}

fn number(digits: &str) -> Vec<u8> {
    measured(b'd', digits.as_bytes())
}

#[test]
fn every_kind_of_value_is_written_in_its_own_way() {
    let table: [(&str, Vec<u8>); 14] = [
        ("null", b"n".to_vec()),
        ("true", b"t".to_vec()),
        (" false\n", b"f".to_vec()),
        ("0", number("0")),
        ("-1.50e+3", number("-1.50e+3")),
        (r#""""#, text("")),
        (r#""]}\",""#, text("]}\",")),
        ("[]", b"[]".to_vec()),
        ("[ ]", b"[]".to_vec()),
        ("{}", b"{}".to_vec()),
        ("{\t}", b"{}".to_vec()),
        (
            "[1, [2 ], 3]",
            [&b"["[..], &number("1"), b"[", &number("2"), b"]", &number("3"), b"]"].concat(),
        ),
        (r#"{"b":null,"a":true}"#, [&b"{"[..], &text("a"), b"t", &text("b"), b"n}"].concat()),
        (r#"{"a":true,"b":null}"#, [&b"{"[..], &text("a"), b"t", &text("b"), b"n}"].concat()),
    ];
    for (json, expected) in table {
        assert_eq!(written(json).expect(json), expected, "{json}");
    }
}

#[test]
fn an_escape_is_the_letter_it_stands_for() {
    let table: [(&str, &[u8]); 12] = [
        (r"\u00e9", "é".as_bytes()),
        (r"\u0041\u007a", b"Az"),
        (r#"\"\\\/\b\f\n\r\t"#, b"\"\\/\x08\x0c\n\r\t"),
        (r"\u0000", b"\0"),
        (r"\uD83D\uDE00", "😀".as_bytes()),
        (r"\udbff\udfff", "\u{10ffff}".as_bytes()),
        (r"\uffff", "\u{ffff}".as_bytes()),
        // Halves of pairs: alone, the wrong way round, followed by a letter, by a pair.
        (r"\ud800", b"\xed\xa0\x80"),
        (r"\udfff", b"\xed\xbf\xbf"),
        (r"\udc00\ud800", b"\xed\xb0\x80\xed\xa0\x80"),
        (r"\ud800\u0041", b"\xed\xa0\x80A"),
        (r"\ud83d\ud83d\ude00", b"\xed\xa0\xbd\xf0\x9f\x98\x80"),
    ];
    for (escaped, expected) in table {
        let json = format!(r#""{escaped}""#);
        assert_eq!(written(&json).expect(escaped), measured(b's', expected), "{escaped}");
    }
}

#[test]
fn members_are_in_order_at_every_depth_and_those_of_one_name_stay_as_they_are() {
    let table = [
        (
            r#"{"c":{"z":1,"y":[{"b":1,"a":2}]},"a":0}"#,
            r#"{"a":0,"c":{"y":[{"a":2,"b":1}],"z":1}}"#,
        ),
        (r#"{"b":1,"a":1,"b":0}"#, r#"{"a":1,"b":1,"b":0}"#),
        (r#"{"b":0,"aa":1,"":2,"a":3}"#, r#"{"":2,"a":3,"aa":1,"b":0}"#),
        (r#"{"\u0062":0,"a":1}"#, r#"{"a":1,"b":0}"#),
        (r#"[{"b":0,"a":1},{"b":0,"a":1}]"#, r#"[{"a":1,"b":0},{"a":1,"b":0}]"#),
    ];
    for (one, other) in table {
        assert_eq!(written(one).expect(one), written(other).expect(other), "{one}");
    }
    assert_ne!(written(r#"{"b":1,"b":0}"#), written(r#"{"b":0,"b":1}"#));
}

#[test]
fn what_looks_alike_is_written_differently() {
    let values = [
        "null",
        "true",
        "false",
        "0",
        "-0",
        "0.0",
        "0e0",
        "1",
        "10",
        "\"\"",
        "\"0\"",
        "\"null\"",
        "\"n\"",
        "[]",
        "{}",
        "[[]]",
        "[[],[]]",
        "[{}]",
        "[null]",
        "[null,null]",
        "[1,0]",
        "[0,1]",
        "[10]",
        r#"["a","b"]"#,
        r#"["ab"]"#,
        r#"["ab",""]"#,
        r#"["","ab"]"#,
        r#"{"a":"b"}"#,
        r#"{"":"ab"}"#,
        r#"{"ab":""}"#,
        r#"{"a":{}}"#,
        r#"{"a":[]}"#,
        r#"{"a":null}"#,
        r#"[{"a":1},{"b":2}]"#,
        r#"[{"a":1,"b":2}]"#,
        r#"[{"a":1,"b":2},{}]"#,
        r#"["\ud800"]"#,
        r#"["\udc00"]"#,
        r#"["\ufffd"]"#,
        r#"["\\ud800"]"#,
    ];
    let mut all: Vec<_> = values.iter().map(|json| written(json).expect(json)).collect();
    all.sort_unstable();
    assert!(all.is_sorted_by(|one, next| one < next), "two values are written alike");
}

#[test]
fn what_is_no_json_is_refused() {
    let broken = [
        "",
        " ",
        "nul",
        "nulll",
        "tru",
        "fals",
        "True",
        "\"",
        "\"a",
        r#""\"#,
        r#""\x""#,
        r#""\u12""#,
        r#""\u12g4""#,
        "[",
        "]",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "[1 2]",
        "[1}",
        "{",
        "}",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1",
        "{\"a\":1,",
        "{\"a\":1,}",
        "{\"a\" 1}",
        "{1:2}",
        "{\"a\":1]",
        "{,}",
        "1 2",
        "+1",
        "e1",
        "'a'",
        "{}{}",
        ":",
    ];
    for json in broken {
        assert_eq!(written(json), None, "{json}");
    }
}
