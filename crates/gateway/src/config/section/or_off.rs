//! A value, or `"off"`.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{F64Deserializer, I64Deserializer};
use serde::de::{Error, IntoDeserializer, Visitor};
use serde::{Deserialize, Deserializer};

/// A number that may be given as `"off"`, for what TOML has no word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrOff<T>(pub Option<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OrOff<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Number(PhantomData))
    }
}

struct Number<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Number<T> {
    type Value = OrOff<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number, or \"off\"")
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<OrOff<T>, E> {
        let number: I64Deserializer<E> = number.into_deserializer();
        T::deserialize(number).map(|value| OrOff(Some(value)))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<OrOff<T>, E> {
        let number: F64Deserializer<E> = number.into_deserializer();
        T::deserialize(number).map(|value| OrOff(Some(value)))
    }

    /// The text is not repeated: it may be anything.
    fn visit_str<E: Error>(self, text: &str) -> Result<OrOff<T>, E> {
        match text {
            "off" => Ok(OrOff(None)),
            _ => Err(E::custom("expected a number, or \"off\"")),
        }
    }
}
