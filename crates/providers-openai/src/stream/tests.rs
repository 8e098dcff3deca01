use osier_core::Request;
use proptest::prelude::*;

use super::*;

const ROLE: &str = r#"{"choices":[{"index":0,"delta":{"role":"assistant","content":"a"}}]}"#;

fn decoder() -> Decoder {
    let request = Request::empty();
    Decoder::new(&Call { request: &request, id: "i", unix_time: 0 }, None)
}

/// Reads the same events with and without remembering the one before.
fn agree(events: &[Vec<u8>]) -> Result<(), TestCaseError> {
    let (mut quick, mut slow) = (decoder(), decoder());
    for data in events {
        let (mut left, mut right) = (VecDeque::new(), VecDeque::new());
        slow.frame = Frame::default();
        let ended = quick.decode(Record::data(data.clone()), &mut left).map_err(|e| e.kind());
        let expected = slow.decode(Record::data(data.clone()), &mut right).map_err(|e| e.kind());
        prop_assert_eq!(ended, expected);
        prop_assert!(left.iter().map(Event::data).eq(right.iter().map(Event::data)));
        prop_assert_eq!(quick.is_complete(), slow.is_complete());
    }
    Ok(())
}

#[test]
fn an_event_that_differs_in_words_alone_is_known() {
    let mut frame = Frame::default();
    frame.learn(&Bytes::from_static(ROLE.as_bytes()));
    let table = [
        (ROLE.replace("\"a\"", "\"other words\""), true),
        (ROLE.replace("\"a\"", "\"\""), true),
        (ROLE.replace("\"a\"", "\"a\\\"\""), false),
        (ROLE.replace("\"a\"", "\"a\",\"x\":\"\""), false),
        (ROLE.replace("\"a\"", "null"), false),
        (ROLE.replace("\"index\":0", "\"index\":1"), false),
    ];
    for (event, known) in table {
        assert_eq!(frame.fits(event.as_bytes()), known, "{event}");
    }
}

#[test]
fn padding_is_not_looked_at() {
    let event = |text: &str, padding: &str| {
        let start = ROLE.trim_end_matches('}').replace("\"a\"", &format!("\"{text}\""));
        format!("{start}}}}}],\"obfuscation\":\"{padding}\"}}")
    };
    let mut frame = Frame::default();
    frame.learn(&event("a", "xyz").into());
    assert!(frame.fits(event("b", "abcdef").as_bytes()));
    assert!(!frame.fits(event("b", "abc\\u0020").as_bytes()));
}

proptest! {
    #[test]
    fn what_is_remembered_changes_nothing(
        parts in prop::collection::vec((0usize..9, 0usize..9, 0usize..9), 1..12),
    ) {
        let words = ["a", "b", "", "\\\"", "\\u0041", "\u{e9}", "\"", "x\",\"role\":\"", "\n"];
        let deltas = [
            r#""delta":{"content":"W"}"#,
            r#""delta":{"role":"","content":"W"}"#,
            r#""delta":{"content":["W"]}"#,
            r#""delta":{"x\"content":"W"}"#,
            r#""delta":{},"message":{"content":"W"}"#,
            r#""delta":{"tool_calls":[{"index":0,"function":{"name":"f","content":"W"}}]}"#,
            r#""delta":{"content":"W"},"finish_reason":""#,
            r#""delta":{"content":"W"},"finish_reason":"stop""#,
            r#""delta":{"content":"W","content":"W"}"#,
        ];
        let ends = [
            "", ",\"usage\":{\"prompt_tokens\":1}", ",\"obfuscation\":\"W\"", ",\"error\":\"W\"",
            ",\"type\":\"error\"", ",\"x_groq\":{\"error\":\"W\"}", "", "", ",\"usage\":null",
        ];
        let event = |&(word, delta, end): &(usize, usize, usize)| {
            let event = format!("{{\"choices\":[{{\"index\":0,{}}}]{}}}", deltas[delta], ends[end]);
            event.replace('W', words[word]).into_bytes()
        };
        agree(&parts.iter().map(event).collect::<Vec<_>>())?;
        // The same event many times over, its words alone changed.
        let (_, delta, end) = parts[0];
        agree(&(0..words.len()).map(|word| event(&(word, delta, end))).collect::<Vec<_>>())?;
    }

    #[test]
    fn broken_words_are_broken_whatever_is_remembered(bytes in prop::collection::vec(any::<u8>(), 0..6)) {
        for around in [ROLE, r#"{"choices":[{"index":0,"delta":{},"message":{"content":"a"}}]}"#] {
            let (head, tail) = around.split_once("\"a\"").expect("words");
            let event = [head.as_bytes(), b"\"", &bytes, b"\"", tail.as_bytes()].concat();
            agree(&[around.into(), around.into(), event])?;
        }
    }
}
