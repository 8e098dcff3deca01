//! Targets among which the load is balanced.

use std::fmt;
use std::ops::Range;

use serde::de::value::SeqAccessDeserializer;
use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use toml::Spanned;

use super::spanned;

/// The name of one target, or a list of names: the load is balanced among those.
#[derive(Clone, Debug)]
pub struct TierConfig(Spanned<Vec<Spanned<String>>>);

impl TierConfig {
    /// A tier that stands in no file.
    #[must_use]
    pub fn new(names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self(spanned(names.into_iter().map(|name| spanned(name.into())).collect()))
    }

    /// The names, and where they stand.
    #[must_use]
    pub fn names(&self) -> &[Spanned<String>] {
        self.0.get_ref()
    }

    /// Where it stands.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.0.span()
    }
}

impl<'de> Deserialize<'de> for TierConfig {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let names = Spanned::<Names>::deserialize(deserializer)?;
        let span = names.span();
        let names = match names.into_inner() {
            Names::One(name) => vec![Spanned::new(span.clone(), name)],
            Names::Several(names) => names,
        };
        Ok(Self(Spanned::new(span, names)))
    }
}

/// As it is written.
enum Names {
    One(String),
    Several(Vec<Spanned<String>>),
}

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NamesVisitor)
    }
}

struct NamesVisitor;

impl<'de> Visitor<'de> for NamesVisitor {
    type Value = Names;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a target, or a list of names to balance among")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Names, E> {
        Ok(Names::One(name.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, names: A) -> Result<Names, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(names)).map(Names::Several)
    }
}
