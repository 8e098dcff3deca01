//! Answers of every kind, and the many ways to cut one into events.

use osier_core::Event;
use proptest::prelude::*;
use serde_json::json;

use super::chunks::{Chunks, Saying};

/// An answer as a model gives it, before anything cuts it into events.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) choices: Vec<Choice>,
}

#[derive(Clone, Debug)]
pub(super) struct Choice {
    pub(super) reasoning: String,
    pub(super) content: String,
    pub(super) calls: bool,
    pub(super) finish: &'static str,
}

/// Decides by chance, and the same again for the same seed.
#[derive(Clone, Debug)]
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    pub(super) fn below(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 16) % sides.max(1) as u64).expect("small")
    }

    pub(super) fn one_in(&mut self, sides: usize) -> bool {
        self.below(sides) == 0
    }
}

/// Texts of what is hard to cut: characters of many bytes, escapes, what only looks like one character.
pub(super) fn text(most: usize) -> impl Strategy<Value = String> {
    let hard: [&str; 18] = [
        "a",
        "b",
        " ",
        "\n",
        "é",
        "日",
        "🦀",
        "👩‍👩‍👧",
        "\"",
        "\\",
        "\u{0}",
        "\u{7f}",
        "\u{2028}",
        "e\u{301}",
        "null",
        "{",
        "\t",
        "ß",
    ];
    prop::collection::vec(prop::sample::select(hard.to_vec()), 0..=most)
        .prop_map(|parts| parts.concat())
}

pub(super) fn answer() -> impl Strategy<Value = Answer> {
    let finish = prop::sample::select(&["stop", "length", "content_filter"][..]);
    let calls = prop::bool::weighted(0.15);
    let choice =
        (text(2), text(5), calls, finish).prop_map(|(reasoning, content, calls, finish)| Choice {
            reasoning,
            content,
            calls,
            finish: if calls { "tool_calls" } else { finish },
        });
    prop::collection::vec(choice, 1..=3).prop_map(|choices| Answer { choices })
}

impl Answer {
    pub(super) fn of_text(content: &str) -> Self {
        let (reasoning, content) = (String::new(), content.to_owned());
        Self { choices: vec![Choice { reasoning, content, calls: false, finish: "stop" }] }
    }

    /// The answer as events, cut and written as the dice will have it.
    pub(super) fn events(&self, id: &str, seed: u64) -> Vec<Event> {
        let mut dice = Dice::new(seed);
        let mut chunks = Chunks::new(id, &mut dice);
        let mut queues: Vec<_> = self.choices.iter().map(|c| c.sayings(&mut dice)).collect();
        while queues.iter().any(|queue| !queue.is_empty()) {
            let mut said = Vec::new();
            let at_once = if dice.one_in(4) { 3 } else { 1 };
            for _ in 0..at_once {
                let choice = dice.below(queues.len());
                let is_there = said.iter().any(|(index, _)| *index == choice);
                if !is_there && !queues[choice].is_empty() {
                    said.push((choice, queues[choice].remove(0)));
                }
            }
            if !said.is_empty() {
                chunks.write(&said, &mut dice);
            }
        }
        chunks.end(&mut dice)
    }
}

impl Choice {
    fn sayings(&self, dice: &mut Dice) -> Vec<Saying> {
        let mut said = vec![Saying { role: true, ..Saying::default() }];
        for (key, text) in [("reasoning_content", &self.reasoning), ("content", &self.content)] {
            for piece in cut(text, dice) {
                // A server may begin the answer in the event in which the thinking ends.
                match said.last_mut().filter(|last| last.texts.len() < 2 && !last.has(key)) {
                    Some(last) if dice.one_in(4) => last.texts.push((key, piece)),
                    _ => said.push(Saying { texts: vec![(key, piece)], ..Saying::default() }),
                }
            }
        }
        if self.calls {
            let begin =
                json!([{"index": 0, "id": "c", "function": {"name": "f", "arguments": ""}}]);
            let more = json!([{"index": 0, "function": {"arguments": "{}"}}]);
            said.extend([begin, more].map(|call| Saying { call: Some(call), ..Saying::default() }));
        }
        match said.last_mut() {
            Some(last) if dice.one_in(2) => last.finish = Some(self.finish),
            _ => said.push(Saying { finish: Some(self.finish), ..Saying::default() }),
        }
        said
    }
}

/// A text in pieces; some of them are empty.
fn cut(text: &str, dice: &mut Dice) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for char in text.chars() {
        if dice.one_in(2) {
            pieces.push(String::new());
        }
        pieces.last_mut().expect("a piece").push(char);
    }
    pieces
}
