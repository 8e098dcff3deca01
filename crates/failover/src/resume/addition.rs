//! What one event adds to an answer, read in one pass that borrows from it.

use std::borrow::Cow;
use std::fmt;

use osier_core::FinishReason;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// What one event adds.
#[derive(Deserialize)]
pub(super) struct Addition<'a> {
    #[serde(borrow, default)]
    pub(super) id: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(super) created: Option<&'a RawValue>,
    #[serde(borrow, default)]
    choices: Option<Vec<Piece<'a>>>,
}

/// What it adds to one choice.
#[derive(Deserialize)]
pub(super) struct Piece<'a> {
    #[serde(default)]
    index: Option<u32>,
    #[serde(borrow, default)]
    delta: Option<Delta<'a>>,
    #[serde(borrow, default)]
    finish_reason: Option<Text<'a>>,
}

/// Where a text belongs. Thinking goes by two names, and some servers give it by both at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Channel {
    Content,
    Refusal,
    Reasoning,
    ReasoningContent,
    BothReasonings,
}

/// A text, borrowed unless it is written with escapes.
#[derive(Deserialize)]
pub(super) struct Text<'a>(#[serde(borrow)] pub(super) Cow<'a, str>);

#[derive(Default)]
struct Delta<'a> {
    has_role: bool,
    content: Option<Text<'a>>,
    refusal: Option<Text<'a>>,
    reasoning: Option<Text<'a>>,
    reasoning_content: Option<Text<'a>>,
    has_other: bool,
}

impl<'a> Addition<'a> {
    /// `None` if its shape cannot be read.
    pub(super) fn read(event: &'a [u8]) -> Option<Self> {
        serde_json::from_slice(event).ok()
    }

    pub(super) fn pieces(&self) -> &[Piece<'a>] {
        self.choices.as_deref().unwrap_or_default()
    }
}

impl Piece<'_> {
    pub(super) fn choice(&self) -> u32 {
        self.index.unwrap_or_default()
    }

    pub(super) fn has_role(&self) -> bool {
        self.delta.as_ref().is_some_and(|delta| delta.has_role)
    }

    /// Whether it holds anything that is no text: a tool call, audio, or what nobody here has heard of.
    pub(super) fn has_other(&self) -> bool {
        self.delta.as_ref().is_some_and(|delta| delta.has_other || delta.thinks_two_things())
    }

    /// Its texts in the order in which a model says them, none of them empty.
    pub(super) fn texts(&self) -> impl Iterator<Item = (Channel, &str)> {
        self.delta.iter().flat_map(|delta| {
            let content = something(delta.content.as_ref()).map(|text| (Channel::Content, text));
            let refusal = something(delta.refusal.as_ref()).map(|text| (Channel::Refusal, text));
            [delta.thought(), content, refusal].into_iter().flatten()
        })
    }

    pub(super) fn finish(&self) -> Option<FinishReason> {
        something(self.finish_reason.as_ref()).map(FinishReason::from_name)
    }
}

impl Channel {
    /// The names it has in a delta.
    pub(super) fn keys(self) -> &'static [&'static str] {
        match self {
            Self::Content => &["content"],
            Self::Refusal => &["refusal"],
            Self::Reasoning => &["reasoning"],
            Self::ReasoningContent => &["reasoning_content"],
            Self::BothReasonings => &["reasoning", "reasoning_content"],
        }
    }
}

impl<'a> Delta<'a> {
    fn thought(&self) -> Option<(Channel, &str)> {
        let short = something(self.reasoning.as_ref());
        let long = something(self.reasoning_content.as_ref());
        match (short, long) {
            (Some(text), Some(_)) => Some((Channel::BothReasonings, text)),
            (Some(text), None) => Some((Channel::Reasoning, text)),
            (None, text) => text.map(|text| (Channel::ReasoningContent, text)),
        }
    }

    /// By its two names, so that it cannot be compared as one.
    fn thinks_two_things(&self) -> bool {
        let short = something(self.reasoning.as_ref());
        let long = something(self.reasoning_content.as_ref());
        short.is_some() && long.is_some() && short != long
    }

    fn add(&mut self, key: &str, value: &'a RawValue) {
        let place = match key {
            "role" => {
                self.has_role |= is_something(value);
                return;
            }
            "content" => &mut self.content,
            "refusal" => &mut self.refusal,
            "reasoning" => &mut self.reasoning,
            "reasoning_content" => &mut self.reasoning_content,
            _ => {
                self.has_other |= is_something(value);
                return;
            }
        };
        match read_text(value) {
            // Of a name that is given twice, nobody knows which one the caller reads.
            Some(text) => self.has_other |= place.replace(text).is_some(),
            None => self.has_other |= is_something(value),
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Delta<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(DeltaVisitor)
    }
}

struct DeltaVisitor;

impl<'de> Visitor<'de> for DeltaVisitor {
    type Value = Delta<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a delta")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Delta<'de>, A::Error> {
        let mut delta = Delta::default();
        while let Some((key, value)) = map.next_entry::<Text<'de>, &'de RawValue>()? {
            delta.add(&key.0, value);
        }
        Ok(delta)
    }
}

fn something<'a>(text: Option<&'a Text<'_>>) -> Option<&'a str> {
    text.map(|text| &*text.0).filter(|text| !text.is_empty())
}

/// A text; `None` of anything else.
pub(super) fn read_text(value: &RawValue) -> Option<Text<'_>> {
    let json = value.get();
    json.starts_with('"').then(|| serde_json::from_str(json).ok()).flatten()
}

fn is_something(value: &RawValue) -> bool {
    !matches!(value.get(), "null" | "false" | "\"\"" | "[]" | "{}")
}
