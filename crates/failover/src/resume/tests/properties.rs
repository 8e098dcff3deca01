//! No text twice and none missing, wherever an answer is cut and however it is split.

use proptest::prelude::*;
use proptest::sample::Index;

use super::answer::{Answer, Dice, answer, text};
use super::heard::Heard;
use super::*;

proptest! {
    /// The judged one.
    #[test]
    fn a_restarted_answer_is_the_answer(answer in answer(), cut: Index, a: u64, b: u64) {
        let (first, second) = (answer.events("first", a), answer.events("second-one", b));
        let cut = cut.index(first.len() + 1);
        let before = &first[..cut];
        let mut said = said(answer.choices.len(), before);
        let had = Heard::of(before);
        let called = had.choices.values().any(|voice| voice.calls > 0);
        let ended = had.choices.values().filter(|voice| !voice.finishes.is_empty()).count();
        let is_whole = ended == answer.choices.len();
        prop_assert_eq!(said.is_whole(), is_whole);
        let Some(mut joint) = repeating(&mut said) else {
            prop_assert!(called || is_whole, "nothing but a call or the end is in the way");
            return Ok(());
        };
        prop_assert!(!called && !is_whole);

        let (passed, end) = pass(&mut joint, &second);
        prop_assert_eq!(end, Ok(()));
        prop_assert!(joint.is_caught_up());
        let mut all = Heard::of(before.iter().chain(&passed));
        for (index, voice) in &mut all.choices {
            let told = had.choices.get(index).map_or(0, |voice| voice.roles);
            prop_assert_eq!(voice.roles, told.max(1), "who speaks is not told again");
            voice.roles = 1;
        }
        prop_assert_eq!(&all.choices, &answer.whole());
        prop_assert_eq!(all.names.len(), 1, "one answer has one name");
        prop_assert_eq!(all.bills, Heard::of(&second).bills);
    }

    #[test]
    fn an_answer_that_differs_is_passed_on_up_to_the_difference(
        answer in answer(), cut: Index, place: usize, a: u64, b: u64,
    ) {
        let mut dice = Dice::new(b);
        let mut other = answer.clone();
        let choice = dice.below(other.choices.len());
        change(&mut other.choices[choice].content, place, &mut dice);
        let (first, second) = (answer.events("first", a), other.events("second", b));
        let cut = cut.index(first.len());
        let before = &first[..cut];
        let Some(mut joint) = repeating(&mut said(answer.choices.len(), before)) else {
            return Ok(());
        };
        let (passed, end) = pass(&mut joint, &second);
        let had = Heard::of(before);
        let all = Heard::of(before.iter().chain(&passed));
        for (index, voice) in &all.choices {
            let had = had.choices.get(index).cloned().unwrap_or_default();
            let of = &other.choices[usize::try_from(*index).expect("small")];
            prop_assert!(voice.content.starts_with(&had.content), "what was said stays");
            if of.content.starts_with(&had.content) && of.reasoning.starts_with(&had.reasoning) {
                prop_assert!(of.content.starts_with(&voice.content));
            } else {
                prop_assert_eq!(&voice.content, &had.content, "nothing beyond a difference");
                prop_assert_eq!(end, Err(Broken::Differs));
            }
        }
        let is_continued = all.choices.len() == other.choices.len()
            && all.choices.iter().all(|(index, voice)| {
                let of = &other.choices[usize::try_from(*index).expect("small")];
                voice.content == of.content && voice.reasoning == of.reasoning
            });
        prop_assert!(end.is_err() || is_continued, "an end without error is an end");
    }

    #[test]
    fn an_answer_that_breaks_off_again_is_never_called_whole(answer in answer(), cut: Index, a: u64, b: u64) {
        let (first, second) = (answer.events("first", a), answer.events("second", b));
        let mut dice = Dice::new(a ^ b);
        let cut = cut.index(first.len());
        let (before, again) = (&first[..cut], dice.below(second.len()));
        let Some(mut joint) = repeating(&mut said(answer.choices.len(), before)) else {
            return Ok(());
        };
        let (passed, end) = pass(&mut joint, &second[..again]);
        let all = Heard::of(before.iter().chain(&passed));
        for (index, voice) in &all.choices {
            let of = &answer.choices[usize::try_from(*index).expect("small")];
            prop_assert!(of.content.starts_with(&voice.content));
            prop_assert!(end.is_err() || voice.finishes.len() == 1);
        }
    }

    #[test]
    fn a_prefilled_answer_is_the_answer(content in text(10), again: bool, cut: Index, a: u64, b: u64) {
        let how = if again { Prefill::Prefix } else { Prefill::LastMessage };
        let answer = Answer::of_text(&content);
        let first = answer.events("first", a);
        let cut = cut.index(first.len() + 1);
        let before = &first[..cut];
        let had = Heard::of(before).choices.remove(&0).unwrap_or_default();
        let mut said = said(1, before);
        let Some((shown, mut joint)) = prefilling(&mut said, how) else {
            prop_assert!(had.content.trim_end().is_empty() || !had.finishes.is_empty());
            return Ok(());
        };
        prop_assert_eq!(&shown, had.content.trim_end());
        let rest = content.strip_prefix(&shown).expect("its beginning");
        let rest = Answer::of_text(if again { &content } else { rest });
        let (passed, end) = pass(&mut joint, &rest.events("second", b));
        prop_assert_eq!(end, Ok(()));
        let mut all = Heard::of(before.iter().chain(&passed));
        prop_assert_eq!(all.names.len(), 1);
        let voice = all.choices.remove(&0).expect("the choice");
        prop_assert_eq!(voice.content, content.clone());
        prop_assert_eq!((voice.roles, voice.finishes), (had.roles, vec!["stop".to_owned()]));
    }
}

/// Another text: a character more, one less, or another one.
fn change(text: &mut String, place: usize, dice: &mut Dice) {
    let places: Vec<_> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let at = places[place % places.len()];
    match dice.below(3) {
        0 => text.truncate(at),
        1 => text.insert(at, '§'),
        _ => {
            let tail = text.split_off(at);
            text.push('§');
            text.extend(tail.chars().skip(1));
        }
    }
}
