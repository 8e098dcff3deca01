//! Whether a delta holds anything a caller would see.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// What a delta tells.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct DeltaFacts {
    pub(super) content: bool,
    pub(super) odd: bool,
}

impl<'de> Deserialize<'de> for DeltaFacts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(DeltaVisitor)
    }
}

struct DeltaVisitor;

impl<'de> Visitor<'de> for DeltaVisitor {
    type Value = DeltaFacts;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a delta")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<DeltaFacts, A::Error> {
        let mut facts = DeltaFacts::default();
        while let Some(Key(key)) = map.next_key()? {
            match &*key {
                "role" => {
                    map.next_value::<IgnoredAny>()?;
                }
                "tool_calls" => {
                    let calls = map.next_value::<Option<Vec<Numbered>>>()?.unwrap_or_default();
                    facts.content |= !calls.is_empty();
                    facts.odd |= calls.iter().any(|call| call.index.is_none());
                }
                _ => facts.content |= map.next_value::<Something>()?.0,
            }
        }
        Ok(facts)
    }
}

#[derive(Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

#[derive(Deserialize)]
struct Numbered {
    #[serde(default)]
    index: Option<u32>,
}

/// Whether a value is anything but `null`, `false`, or empty.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Something(pub(super) bool);

impl<'de> Deserialize<'de> for Something {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SomethingVisitor)
    }
}

struct SomethingVisitor;

impl<'de> Visitor<'de> for SomethingVisitor {
    type Value = Something;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E: Error>(self) -> Result<Something, E> {
        Ok(Something(false))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Something, E> {
        Ok(Something(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Something, E> {
        Ok(Something(!value.is_empty()))
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Something, E> {
        Ok(Something(true))
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Something, E> {
        Ok(Something(true))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Something, E> {
        Ok(Something(true))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Something, A::Error> {
        let mut something = false;
        while seq.next_element::<IgnoredAny>()?.is_some() {
            something = true;
        }
        Ok(Something(something))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Something, A::Error> {
        let mut something = false;
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {
            something = true;
        }
        Ok(Something(something))
    }
}
