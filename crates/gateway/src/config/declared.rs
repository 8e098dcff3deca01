//! What a target is declared to be, because nobody can ask it.

use std::fmt;

use osier::failover::{Declared, Feature, Prefill, Price};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer};

use super::TargetConfig;
use super::section::set;

/// Something that a request may need and that not every model can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeatureConfig {
    /// Calling tools.
    Tools,
    /// Looking at images.
    Vision,
    /// Answers that follow a JSON schema.
    JsonSchema,
}

/// What a million tokens cost, in any one currency.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceConfig {
    /// Of requests.
    #[serde(deserialize_with = "price")]
    pub input: f64,
    /// Of answers.
    #[serde(deserialize_with = "price")]
    pub output: f64,
}

/// Whether and how a target goes on with an answer that was begun.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PrefillConfig {
    /// It does not: `false`.
    #[default]
    No,
    /// What was said is the last message: `true`.
    LastMessage,
    /// The same, with the flags of vLLM: `"continue_final_message"`.
    ContinueFinalMessage,
    /// The same, marked and said again as by Mistral: `"prefix"`.
    Prefix,
}

impl TargetConfig {
    /// What it is declared to be.
    #[must_use]
    pub fn declared(&self) -> Declared {
        let declared = Declared::default();
        let declared =
            set(declared, self.context.map(|tokens| tokens.get().into()), Declared::context);
        let features = self.supports.as_ref().map(|all| all.iter().map(|it| it.feature()));
        let declared = match features {
            Some(features) => declared.supports(features),
            None => declared,
        };
        let declared = set(declared, self.weight, Declared::weight);
        let declared = set(declared, self.price.map(PriceConfig::price), Declared::price);
        set(declared, self.prefill.prefill(), Declared::prefill)
    }
}

impl FeatureConfig {
    /// What it stands for.
    #[must_use]
    pub fn feature(self) -> Feature {
        match self {
            Self::Tools => Feature::Tools,
            Self::Vision => Feature::Vision,
            Self::JsonSchema => Feature::JsonSchema,
        }
    }
}

impl PriceConfig {
    fn price(self) -> Price {
        Price { input: self.input, output: self.output }
    }
}

impl PrefillConfig {
    fn prefill(self) -> Option<Prefill> {
        match self {
            Self::No => None,
            Self::LastMessage => Some(Prefill::LastMessage),
            Self::ContinueFinalMessage => Some(Prefill::ContinueFinalMessage),
            Self::Prefix => Some(Prefill::Prefix),
        }
    }
}

impl<'de> Deserialize<'de> for PrefillConfig {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PrefillVisitor)
    }
}

struct PrefillVisitor;

const PREFILL: &str = "true, false, \"continue_final_message\", or \"prefix\"";

impl Visitor<'_> for PrefillVisitor {
    type Value = PrefillConfig;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(PREFILL)
    }

    fn visit_bool<E: Error>(self, able: bool) -> Result<PrefillConfig, E> {
        Ok(if able { PrefillConfig::LastMessage } else { PrefillConfig::No })
    }

    /// The text is not repeated: it may be anything.
    fn visit_str<E: Error>(self, text: &str) -> Result<PrefillConfig, E> {
        match text {
            "continue_final_message" => Ok(PrefillConfig::ContinueFinalMessage),
            "prefix" => Ok(PrefillConfig::Prefix),
            _ => Err(E::custom(format!("expected {PREFILL}"))),
        }
    }
}

/// For `#[serde(deserialize_with = …)]`: a weight that can be declared.
pub(super) fn weight<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    let weight = u32::deserialize(deserializer)?;
    in_range(&Declared::default().weight(weight)).map(|()| Some(weight))
}

fn price<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    let price = f64::deserialize(deserializer)?;
    let declared = Declared::default().price(Price { input: price, output: 0.0 });
    in_range(&declared).map(|()| price)
}

/// Told where it stands, which nobody knows later.
fn in_range<E: Error>(declared: &Declared) -> Result<(), E> {
    declared.check().map_err(|setting| E::custom(format!("expected {}", setting.allowed())))
}
