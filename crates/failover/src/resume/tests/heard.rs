//! What a client makes of events.

use std::collections::{BTreeMap, BTreeSet};

use osier_core::Event;
use serde_json::Value;

use super::answer::Answer;

/// What a client has put together.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Heard {
    pub(super) choices: BTreeMap<u64, Voice>,
    pub(super) names: BTreeSet<(String, u64)>,
    pub(super) bills: usize,
}

/// Of one choice.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Voice {
    pub(super) roles: usize,
    pub(super) reasoning: String,
    pub(super) content: String,
    pub(super) calls: usize,
    pub(super) finishes: Vec<String>,
}

impl Heard {
    pub(super) fn of<'a>(events: impl IntoIterator<Item = &'a Event>) -> Self {
        let mut heard = Self::default();
        for event in events {
            heard.add(&serde_json::from_slice(event.data()).expect("JSON"));
        }
        heard
    }

    fn add(&mut self, chunk: &Value) {
        assert_eq!(chunk["system_fingerprint"], "fp", "what is unknown is kept");
        let id = chunk["id"].as_str().expect("an id").to_owned();
        self.names.insert((id, chunk["created"].as_u64().expect("a time")));
        self.bills += usize::from(chunk["usage"].is_object());
        for choice in chunk["choices"].as_array().expect("choices") {
            let index = choice["index"].as_u64().expect("an index");
            self.choices.entry(index).or_default().add(choice);
        }
    }
}

impl Voice {
    fn add(&mut self, choice: &Value) {
        let delta = &choice["delta"];
        let text = |key: &str| delta[key].as_str().unwrap_or_default();
        assert!(self.finishes.is_empty(), "nothing comes after a finish");
        self.roles += usize::from(delta["role"].is_string());
        self.reasoning.push_str(text("reasoning_content"));
        self.content.push_str(text("content"));
        self.calls += usize::from(delta["tool_calls"].is_array());
        self.finishes.extend(choice["finish_reason"].as_str().map(str::to_owned));
        assert!(self.roles > 0, "who speaks is told first");
    }
}

impl Answer {
    /// What a client makes of all of it, however it is cut, but for who speaks how often.
    pub(super) fn whole(&self) -> BTreeMap<u64, Voice> {
        let voices = self.choices.iter().map(|choice| Voice {
            roles: 1,
            reasoning: choice.reasoning.clone(),
            content: choice.content.clone(),
            calls: if choice.calls { 2 } else { 0 },
            finishes: vec![choice.finish.to_owned()],
        });
        (0..).zip(voices).collect()
    }
}
