//! The request whose answer goes on with what was said.

use osier_core::{ChunkWriter, FinishReason};

use super::*;

const HOW: [Prefill; 3] = [Prefill::LastMessage, Prefill::ContinueFinalMessage, Prefill::Prefix];

fn pieces<const N: usize>(pieces: [&str; N]) -> Said {
    let chunks = ChunkWriter::new("a", 1, "m");
    let role = chunks.role();
    said(1, [&role].into_iter().chain(&pieces.map(|piece| chunks.text(piece))))
}

fn prefilled(json: &str, said: &mut Said, how: Prefill) -> Option<String> {
    let (request, _) = said.prefill(&request(json), how)?;
    Some(String::from_utf8(request.to_bytes().to_vec()).expect("UTF-8"))
}

#[test]
fn the_conversation_stays_as_it_was_sent_and_gets_one_message_more() {
    let mut said = pieces(["Say \"", "é🦀\n", "no"]);
    let table = [
        (
            r#"{"model":"m","messages":[ {"role":"user" ,"content":"H\u0069","x":[1, 2]} ],"stream":true}"#,
            Prefill::LastMessage,
            r#"{"model":"m","messages":[ {"role":"user" ,"content":"H\u0069","x":[1, 2]},{"role":"assistant","content":"Say \"é🦀\nno"}],"stream":true}"#,
        ),
        (
            r#"{"messages":[{"role":"system","content":""},{"content":"Hi","role":"user"}],"max_tokens":10,"unknown":{"a":1}}"#,
            Prefill::ContinueFinalMessage,
            r#"{"messages":[{"role":"system","content":""},{"content":"Hi","role":"user"},{"role":"assistant","content":"Say \"é🦀\nno"}],"max_tokens":7,"unknown":{"a":1},"continue_final_message":true,"add_generation_prompt":false}"#,
        ),
        (
            r#"{"max_completion_tokens":4,"max_tokens":5,"messages":[{"role":"tool","tool_call_id":"c","content":"1"}],"add_generation_prompt":true}"#,
            Prefill::ContinueFinalMessage,
            r#"{"max_completion_tokens":1,"max_tokens":2,"messages":[{"role":"tool","tool_call_id":"c","content":"1"},{"role":"assistant","content":"Say \"é🦀\nno"}],"add_generation_prompt":false,"continue_final_message":true}"#,
        ),
        (
            r#"{"messages":[{"role":"user","content":"Hi"}],"max_tokens":4,"stream":true}"#,
            Prefill::Prefix,
            r#"{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Say \"é🦀\nno","prefix":true}],"max_tokens":1,"stream":true}"#,
        ),
    ];
    for (json, how, expected) in table {
        assert_eq!(prefilled(json, &mut said, how).as_deref(), Some(expected));
    }
}

#[test]
fn what_cannot_be_right_is_not_asked() {
    let user = r#""messages":[{"role":"user","content":"Hi"}]"#;
    let table = [
        r#""messages":[]"#.to_owned(),
        r#""messages":"Hi""#.to_owned(),
        r#""messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"One"}]"#
            .into(),
        r#""messages":["Hi"]"#.to_owned(),
        format!(r#"{user},"max_tokens":2"#),
        format!(r#"{user},"max_completion_tokens":2"#),
        format!(r#"{user},"max_tokens":"many""#),
        format!(r#"{user},"n":2"#),
        format!(r#"{user},"logprobs":true"#),
        format!(r#"{user},"response_format":{{"type":"json_schema"}}"#),
        String::new(),
    ];
    let mut said = pieces(["one ", "two"]);
    for fields in table {
        for how in HOW {
            assert_eq!(prefilled(&format!("{{{fields}}}"), &mut said, how), None, "{fields}");
        }
    }
    assert!(prefilled(&format!("{{{user}}}"), &mut said, Prefill::LastMessage).is_some());
}

#[test]
fn only_plain_text_that_is_not_over_is_gone_on_with() {
    let chunks = ChunkWriter::new("a", 1, "m");
    let one = || chunks.text("one");
    let table = [
        vec![],
        vec![chunks.role()],
        vec![chunks.text(" \n\u{2003}")],
        vec![chunks.reasoning("Hm"), one()],
        vec![one(), chunks.reasoning("Hm")],
        vec![chunks.refusal("no")],
        vec![one(), chunks.finish(FinishReason::Length)],
        vec![one(), chunks.for_choice(1).role()],
    ];
    for events in table {
        assert!(following(&mut said(2, &events)).is_none());
    }
    assert!(following(&mut said(1, &[chunks.role(), one()])).is_some());
}

#[test]
fn white_space_at_the_end_is_not_sent_but_awaited() {
    let chunks = ChunkWriter::new("b", 2, "m");
    let goes_on = |first: &str| {
        let (shown, mut joint) = following(&mut pieces(["Well,", " \n"])).expect("it can go on");
        assert_eq!(shown, "Well,");
        assert!(!joint.is_caught_up());
        let (passed, _) = pass(&mut joint, &[chunks.role(), chunks.text(first)]);
        passed.first().map(|event| event.text().unwrap_or_default())
    };
    assert_eq!(goes_on(" \n").as_deref(), None);
    assert_eq!(goes_on(" \nno").as_deref(), Some("no"));
    assert_eq!(goes_on(" no"), None, "it differs");

    let (_, mut joint) = following(&mut pieces(["Well,", " \n"])).expect("it can go on");
    let stops = [chunks.finish(FinishReason::Stop)];
    assert_eq!(pass(&mut joint, &stops).1, Err(Broken::Differs));
    let (_, mut joint) = following(&mut pieces(["Well,"])).expect("it can go on");
    assert!(joint.is_caught_up(), "the first content may be joined as it is");
    let (passed, _) = pass(&mut joint, &[chunks.role(), chunks.text(" no")]);
    assert_eq!(passed.len(), 1, "who speaks is known");
}

#[test]
fn what_a_server_says_again_before_it_goes_on_does_not_come_twice() {
    let chunks = ChunkWriter::new("b", 2, "m");
    let rest = |again: &[&str]| {
        let (shown, mut joint) =
            prefilling(&mut pieces(["Well,", " "]), Prefill::Prefix).expect("it can go on");
        assert_eq!(shown, "Well,");
        let events: Vec<_> = again.iter().map(|piece| chunks.text(piece)).collect();
        let (passed, end) =
            pass(&mut joint, events.iter().chain([&chunks.finish(FinishReason::Stop)]));
        let text: String = passed.iter().filter_map(Event::text).collect();
        (text, end.is_ok())
    };
    assert_eq!(rest(&["Well,", " no"]), ("no".to_owned(), true));
    assert_eq!(rest(&["We", "ll, no", " more"]), ("no more".to_owned(), true));
    assert_eq!(rest(&[" no"]), (String::new(), false), "it does not say it again");
    assert_eq!(rest(&["Well, "]), (String::new(), true));
    assert_eq!(rest(&["Well,"]), (String::new(), false), "it stops too soon");
}

#[test]
fn what_was_written_is_taken_off_the_ceiling_and_never_more_than_that() {
    let user = r#""messages":[{"role":"user","content":"Hi"}]"#;
    let table = [
        (pieces(["one ", "two ", "three"]), 7, "three events"),
        (pieces(["one two three four five", " six"]), 4, "six words in two events"),
        (pieces(["un", "break", "able"]), 7, "three events of one word"),
        (pieces(["one two", " ", "\n"]), 8, "white space comes again, and is counted then"),
        (pieces(["one", " ", "two"]), 7, "white space within is not sent again"),
    ];
    for (mut said, left, why) in table {
        let prefilled = |json: &str, said: &mut Said| {
            let how = Prefill::LastMessage;
            said.prefill(&request(json), how).map(|(request, _)| request.max_tokens())
        };
        let asked = format!(r#"{{{user},"max_tokens":10}}"#);
        assert_eq!(prefilled(&asked, &mut said), Some(Some(left)), "{why}");
        let nothing_left = format!(r#"{{{user},"max_tokens":{}}}"#, 10 - left);
        assert_eq!(prefilled(&nothing_left, &mut said), None, "{why}");
    }
}
