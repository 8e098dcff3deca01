//! When an answer is whole.

use osier_core::{ChunkWriter, FinishReason};

use super::finishes::Finishes;
use super::*;

fn is_whole(asked: &str, events: &[Event]) -> bool {
    let mut finishes = Finishes::of(&request(asked));
    events.iter().for_each(|event| finishes.note(event));
    finishes.is_whole()
}

#[test]
fn an_answer_is_whole_when_every_choice_that_was_asked_for_has_its_finish() {
    let first = ChunkWriter::new("a", 1, "m");
    let second = first.for_choice(1);
    let (stop, call) = (FinishReason::Stop, FinishReason::ToolCalls);
    let one = || vec![first.role(), first.text("one"), first.finish(stop)];
    let both = || [one(), vec![second.finish(stop)]].concat();
    let table = [
        (r"{}", vec![], false),
        (r"{}", vec![first.role(), first.text("one")], false),
        (r"{}", one(), true),
        (r"{}", vec![first.tool_call(0, "c", "f"), first.finish(call)], true),
        (r"{}", [one(), vec![first.usage(&osier_core::Usage::default())]].concat(), true),
        (r"{}", [one(), vec![second.role()]].concat(), false),
        (r"{}", [one(), vec![first.finish(FinishReason::Error)]].concat(), false),
        (r"{}", [one(), vec![first.text(" more")]].concat(), false),
        (r"{}", [one(), vec![first.text(" more"), first.finish(stop)]].concat(), false),
        (r#"{"n":2}"#, one(), false),
        (r#"{"n":2}"#, both(), true),
        (r#"{"n":3}"#, both(), false),
        (r#"{"n":0}"#, vec![], false),
        (r#"{"n":"?"}"#, one(), true),
    ];
    for (number, (asked, events, expected)) in table.into_iter().enumerate() {
        assert_eq!(is_whole(asked, &events), expected, "{number}: {asked}");
    }
}

#[test]
fn choices_that_cannot_be_told_apart_are_never_called_whole() {
    let chunks = ChunkWriter::new("a", 1, "m");
    let finished = |count| -> Vec<Event> {
        (0..count).map(|choice| chunks.for_choice(choice).finish(FinishReason::Stop)).collect()
    };
    for (count, expected) in [(62, true), (63, true), (64, false), (128, false)] {
        assert_eq!(is_whole(&format!(r#"{{"n":{count}}}"#), &finished(count)), expected, "{count}");
    }
}
