//! A section, or `"off"`.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use toml::Spanned;

use super::Section;

/// A section that may be `"off"` as a whole.
#[derive(Clone, Debug)]
pub enum OffOr<T> {
    /// What it is about is not done.
    Off,
    /// What it says.
    Section(Section<T>),
}

impl<T> OffOr<T> {
    /// A section that stands in no file.
    #[must_use]
    pub fn section(section: T) -> Self {
        Self::Section(Section::from(section))
    }

    /// The section, unless it is off.
    #[must_use]
    pub fn get(&self) -> Option<&Section<T>> {
        match self {
            Self::Off => None,
            Self::Section(section) => Some(section),
        }
    }
}

impl<T: Default> Default for OffOr<T> {
    /// A section that is not there.
    fn default() -> Self {
        Self::section(T::default())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OffOr<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = Spanned::<Written<T>>::deserialize(deserializer)?;
        let span = written.span();
        let section = written.into_inner().0.map(|section| Section(Spanned::new(span, section)));
        Ok(section.map_or(Self::Off, Self::Section))
    }
}

/// As it is written; nothing is off.
struct Written<T>(Option<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Written<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(WrittenVisitor(PhantomData))
    }
}

struct WrittenVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for WrittenVisitor<T> {
    type Value = Written<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a section, or \"off\"")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Written<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(|section| Written(Some(section)))
    }

    /// The text is not repeated: it may be anything.
    fn visit_str<E: Error>(self, text: &str) -> Result<Written<T>, E> {
        match text {
            "off" => Ok(Written(None)),
            _ => Err(E::custom("expected a section, or \"off\"")),
        }
    }
}
