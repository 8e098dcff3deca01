//! What is passed on, event by event.

use osier_core::{ChunkWriter, Event, FinishReason, Usage};

use super::joint::{Differs, Joined, Unfinished};
use super::*;

fn delta(delta: &str) -> Event {
    event(&format!(r#"{{"id":"b","created":2,"choices":[{{"index":0,"delta":{delta}}}]}}"#))
}

fn first(delta: &str) -> Event {
    event(&format!(r#"{{"id":"a","created":1,"choices":[{{"index":0,"delta":{delta}}}]}}"#))
}

/// Of the second events, what comes after the first.
fn joined(first: &[Event], second: &[Event]) -> Vec<Result<String, Differs>> {
    let mut joint = repeating(&mut said(9, first)).expect("it can be asked again");
    let joined = second.iter().filter_map(|event| match joint.join(event) {
        Ok(Joined::Nothing) => None,
        Ok(Joined::Event(event)) => {
            Some(Ok(String::from_utf8(event.data().to_vec()).expect("UTF-8")))
        }
        Err(differs) => Some(Err(differs)),
    });
    joined.collect()
}

#[test]
fn the_rest_of_an_event_across_the_seam_keeps_what_nobody_knows() {
    let had = [first(r#"{"role":"assistant","content":""}"#), first(r#"{"content":"Hé"}"#)];
    let again = [
        delta(r#"{"role":"assistant","content":""}"#),
        delta(r#"{"content":"H"}"#),
        event(
            r#"{ "new":[1, 2], "id":"b","created":2, "choices":[{"index":0, "x":{"y":1},"logprobs":{"content":[]},
                "delta":{"role":"assistant","content":"\u00e9llo \ud83e\udd80\n","mood":null},"finish_reason":null}]}"#,
        ),
        event(
            r#"{"id":"b","choices":[{"index":0,"delta":{"content":"!"},"logprobs":{"content":[]}}]}"#,
        ),
    ];
    let expected = [
        r#"{"new":[1, 2],"id":"a","created":1,"choices":[{"index":0,"x":{"y":1},"logprobs":null,"delta":{"content":"llo 🦀\n","mood":null},"finish_reason":null}]}"#,
        r#"{"id":"a","choices":[{"index":0,"delta":{"content":"!"},"logprobs":{"content":[]}}],"created":1}"#,
    ];
    assert_eq!(joined(&had, &again), expected.map(|event| Ok(event.to_owned())));
}

#[test]
fn thinking_is_compared_under_the_names_it_goes_by() {
    let both = r#"{"reasoning":"Hm","reasoning_content":"Hm"}"#;
    let rest = r#"{"reasoning":"Hmm","reasoning_content":"Hmm"}"#;
    let tail = r#"{"id":"a","created":1,"choices":[{"index":0,"delta":{"reasoning":"m","reasoning_content":"m"}}]}"#;
    assert_eq!(joined(&[first(both)], &[delta(rest)]), [Ok(tail.to_owned())]);
    for other in [r#"{"reasoning":"Hmm"}"#, r#"{"reasoning_content":"Hmm"}"#, r#"{"content":"Hm"}"#]
    {
        assert_eq!(joined(&[first(both)], &[delta(other)]), [Err(Differs)], "{other}");
    }
}

#[test]
fn thinking_that_was_over_goes_on_no_further() {
    let had = [first(r#"{"reasoning":"Hm"}"#), first(r#"{"content":"Yes"}"#)];
    let again = [delta(r#"{"reasoning":"Hm, no"}"#)];
    assert_eq!(joined(&had, &again), [Err(Differs)]);
}

#[test]
fn whatever_is_not_the_same_answer_differs() {
    let had = [first(r#"{"content":"one two"}"#)];
    let table = [
        r#"{"content":"one three"}"#,
        r#"{"content":"One two three"}"#,
        r#"{"refusal":"one two"}"#,
        r#"{"tool_calls":[{"index":0,"function":{"name":"f"}}]}"#,
        r#"{"content":"one ","audio":{"id":"x"}}"#,
        r#"{"content":[{"type":"text","text":"one two three"}]}"#,
    ];
    for other in table {
        assert_eq!(joined(&had, &[delta(other)]), [Err(Differs)], "{other}");
    }
}

#[test]
fn after_the_seam_anything_may_come() {
    let had = [first(r#"{"content":"one"}"#)];
    let call = r#"{"tool_calls":[{"index":0,"function":{"name":"f"}}]}"#;
    for more in [call, r#"{"content":[{"type":"text","text":"two"}]}"#, r#"{"audio":{"id":"x"}}"#] {
        let again = [delta(r#"{"content":"one"}"#), delta(more)];
        let named = format!(r#"{{"id":"a","created":1,"choices":[{{"index":0,"delta":{more}}}]}}"#);
        assert_eq!(joined(&had, &again), [Ok(named)]);
    }
}

#[test]
fn a_finish_comes_once_and_not_before_all_is_said() {
    let (a, b) = (ChunkWriter::new("a", 1, "m"), ChunkWriter::new("b", 2, "m"));
    let (stop, length) = (FinishReason::Stop, FinishReason::Length);
    let early = [b.text("on"), b.finish(stop)];
    assert_eq!(joined(&[a.text("one")], &early), [Err(Differs)]);

    // The caller was told that the first choice ended; the second is open.
    let second = |chunks: &ChunkWriter| chunks.for_choice(1).text("x");
    let had = [a.text("one"), a.finish(stop), second(&a)];
    assert_eq!(joined(&had, &[b.text("one"), b.finish(length)]), [Err(Differs)]);
    assert_eq!(joined(&had, &[b.text("one more")]), [Err(Differs)], "it was over");
    let again = [b.text("one"), b.finish(stop), second(&b), b.for_choice(1).finish(length)];
    let finish = String::from_utf8(a.for_choice(1).finish(length).data().to_vec()).expect("UTF-8");
    assert_eq!(joined(&had, &again), [Ok(finish)]);
}

#[test]
fn what_it_cost_is_told_even_beside_a_finish_that_is_known() {
    let a = ChunkWriter::new("a", 1, "m");
    let had = [a.text("one"), a.finish(FinishReason::Stop)];
    let usage = r#""usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}"#;
    let beside = format!(
        r#"{{"id":"b","created":2,"choices":[{{"index":0,"delta":{{"content":"e"}},"finish_reason":"stop"}}],{usage}}}"#
    );
    let running = format!(
        r#"{{"id":"b","created":2,"choices":[{{"index":0,"delta":{{"content":"on"}}}}],{usage}}}"#
    );
    let alone = format!(r#"{{"id":"a","created":1,"choices":[],{usage}}}"#);
    assert_eq!(joined(&had, &[event(&running), event(&beside)]), [Ok(alone.clone())]);
    let standing = ChunkWriter::new("b", 2, "m").usage(&Usage::default());
    let told = joined(&[a.text("one")], &[delta(r#"{"content":"one"}"#), standing]);
    assert!(matches!(&told[..], [Ok(told)] if told.starts_with(r#"{"id":"a""#)));
}

#[test]
fn an_answer_is_caught_up_when_the_caller_has_nothing_that_did_not_come_again() {
    let a = ChunkWriter::new("a", 1, "m");
    let had = [a.text("one"), a.finish(FinishReason::Stop), a.for_choice(1).text("x")];
    let mut joint = repeating(&mut said(2, &had)).expect("a joint");
    for (next, is_caught_up) in [
        (a.text("on"), false),
        (a.text("e"), false),
        (a.for_choice(1).text("x"), false),
        (a.finish(FinishReason::Stop), true),
    ] {
        joint.join(&next).expect("the same");
        assert_eq!(joint.is_caught_up(), is_caught_up);
    }
    assert_eq!(joint.at_end(), Err(Unfinished), "the second choice has no finish");
    joint.join(&a.for_choice(1).finish(FinishReason::Stop)).expect("the rest");
    assert_eq!(joint.at_end(), Ok(()));
}

#[test]
fn remarks_before_the_seam_are_about_what_the_caller_has() {
    let prelude = r#"{"id":"","created":0,"choices":[],"prompt_filter_results":[{}]}"#;
    let remark = r#"{"id":"","created":0,"choices":[{"index":0,"offsets":{"end":3}}]}"#;
    let had = [event(prelude), first(r#"{"content":"one"}"#)];
    let one = delta(r#"{"content":"one"}"#);
    let again = [event(prelude), event(remark), one, event(remark), event(prelude)];
    let named = [
        r#"{"id":"a","created":1,"choices":[{"index":0,"offsets":{"end":3}}]}"#,
        r#"{"id":"a","created":1,"choices":[],"prompt_filter_results":[{}]}"#,
    ];
    assert_eq!(joined(&had, &again), named.map(|event| Ok(event.to_owned())));
}

#[test]
fn an_answer_keeps_the_name_it_began_with() {
    let renamed = ChunkWriter::new("other", 9, "m").text("two");
    let told =
        joined(&[first(r#"{"content":"one"}"#), renamed], &[delta(r#"{"content":"onetwo!"}"#)]);
    let named = r#"{"id":"a","created":1,"choices":[{"index":0,"delta":{"content":"!"}}]}"#;
    assert_eq!(told, [Ok(named.to_owned())]);
    let nameless = event(r#"{"choices":[{"index":0,"delta":{"content":"one"}}]}"#);
    let told = joined(&[nameless], &[delta(r#"{"content":"one!"}"#)]);
    let named = r#"{"id":"b","created":2,"choices":[{"index":0,"delta":{"content":"!"}}]}"#;
    assert_eq!(told, [Ok(named.to_owned())]);
}

#[test]
fn more_choices_than_the_dialect_has_are_not_followed() {
    let many = |chunks: &ChunkWriter| -> Vec<Event> {
        (0..129).map(|choice| chunks.for_choice(choice).text("x")).collect()
    };
    let chunks = ChunkWriter::new("a", 1, "m");
    assert!(repeating(&mut said(9, &many(&chunks))).is_none());
    let told = joined(&[first(r#"{"content":"x"}"#)], &many(&chunks));
    assert_eq!((told.len(), told.last()), (128, Some(&Err(Differs))));
}
