//! One pass over a chunk that keeps only what resilience must know. It builds nothing.

mod delta;

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, IgnoredAny, SeqAccess, Visitor};
use serde_json::value::RawValue;

use self::delta::{DeltaFacts, Something};
use super::FinishReason;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Facts {
    pub(super) content: bool,
    pub(super) finish: Option<FinishReason>,
    pub(super) usage: bool,
    pub(super) error: bool,
    pub(super) odd: bool,
    pub(super) touched: u64,
    pub(super) finished: u64,
}

pub(super) fn skim(data: &[u8]) -> Result<Facts, serde_json::Error> {
    let chunk: Chunk = serde_json::from_slice(data)?;
    let nothing = Facts { odd: true, ..Facts::default() };
    let choices = chunk.choices.map_or(nothing, |choices| choices.0);
    Ok(Facts { usage: chunk.usage.is_some(), error: chunk.error.0, ..choices })
}

/// For fields that some providers send as `null`.
pub(crate) fn null_as_default<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: Default + Deserialize<'de>,
    D: Deserializer<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// For fields that describe an answer but are no part of it: whatever cannot be read counts as absent,
/// for it must never cost the answer.
pub(crate) fn forgiving<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: Default + DeserializeOwned,
    D: Deserializer<'de>,
{
    let value = Box::<RawValue>::deserialize(deserializer)?;
    // None of these fields is a list, but a struct could be read from one.
    let json = Some(value.get()).filter(|json| !json.starts_with('['));
    Ok(json.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default())
}

/// The bit of a choice in a set of choices.
pub(super) fn bit(choice: u32) -> u64 {
    1 << choice.min(63)
}

#[derive(Deserialize)]
struct Chunk {
    #[serde(default)]
    choices: Option<Choices>,
    #[serde(default)]
    usage: Option<IgnoredAny>,
    #[serde(default)]
    error: Something,
}

#[derive(Deserialize)]
struct Choice<'a> {
    #[serde(default, deserialize_with = "null_as_default")]
    index: u32,
    #[serde(default)]
    delta: Option<DeltaFacts>,
    #[serde(default, borrow)]
    finish_reason: Option<Cow<'a, str>>,
}

impl Facts {
    fn add(&mut self, choice: &Choice<'_>) {
        let delta = choice.delta.unwrap_or(DeltaFacts { content: false, odd: true });
        self.content |= delta.content;
        self.odd |= delta.odd;
        self.touched |= bit(choice.index);
        if let Some(name) = choice.finish_reason.as_deref().filter(|name| !name.is_empty()) {
            self.odd |= !FinishReason::is_canonical(name);
            self.finish = Some(FinishReason::from_name(name));
            self.finished |= bit(choice.index);
        }
    }
}

struct Choices(Facts);

impl<'de> Deserialize<'de> for Choices {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(ChoicesVisitor)
    }
}

struct ChoicesVisitor;

impl<'de> Visitor<'de> for ChoicesVisitor {
    type Value = Choices;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of choices")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Choices, A::Error> {
        let mut facts = Facts::default();
        while let Some(choice) = seq.next_element::<Choice<'de>>()? {
            facts.add(&choice);
        }
        Ok(Choices(facts))
    }
}
