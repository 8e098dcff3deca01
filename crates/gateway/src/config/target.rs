//! A provider with a model and its settings.

use std::num::NonZeroU32;

use serde::Deserialize;
use toml::Spanned;

use super::declared::{self, FeatureConfig, PrefillConfig, PriceConfig};
use super::environment::Interpolated;
use super::section::{BreakerConfig, LimitConfig, RetryConfig, Section, TimeoutConfig};
use super::spanned;

/// A provider with a model and its settings, a section `[[target]]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetConfig {
    /// Its name, in routes, headers and logs.
    pub name: Spanned<String>,
    /// Whose dialect it speaks.
    pub provider: ProviderKind,
    /// The key; `${NAME}` takes it from the environment.
    pub api_key: Option<Interpolated>,
    /// The model to ask for; without it, the one the caller named.
    pub model: Option<Spanned<Interpolated>>,
    /// Where it is; each provider has a default, except `azure`.
    pub base_url: Option<Spanned<Interpolated>>,
    /// `openai`: the organization to bill.
    pub organization: Option<Interpolated>,
    /// `openai`: the project to bill.
    pub project: Option<Interpolated>,
    /// `azure`: a dated version selects the classic paths; without it the v1 paths are used.
    /// `anthropic`: `2023-06-01` (the default) or `2026-10-21`.
    pub api_version: Option<Spanned<Interpolated>>,
    /// How many tokens the model takes in all, those of the answer included; `ollama` is asked for
    /// so many.
    pub context: Option<NonZeroU32>,
    /// What the model is able to do, and nothing beyond; without it, everything.
    pub supports: Option<Vec<FeatureConfig>>,
    /// How much it bears compared to the others of its tier; 1.
    #[serde(default, deserialize_with = "declared::weight")]
    pub weight: Option<u32>,
    /// What it costs; nothing.
    pub price: Option<PriceConfig>,
    /// Whether and how it goes on with an answer that was begun; it does not.
    #[serde(default)]
    pub prefill: PrefillConfig,
    /// `anthropic`: the token ceiling where the caller names none.
    pub max_tokens: Option<NonZeroU32>,
    /// Time limits of each attempt.
    #[serde(default)]
    pub timeout: Section<TimeoutConfig>,
    /// When the same target is tried again.
    #[serde(default)]
    pub retry: Section<RetryConfig>,
    /// When the target is left alone.
    #[serde(default)]
    pub breaker: Section<BreakerConfig>,
    /// How many requests it bears at once.
    #[serde(default)]
    pub limit: Section<LimitConfig>,
    /// `simulated`: what is played, and how.
    pub simulate: Option<SimulateConfig>,
}

impl TargetConfig {
    /// A target that stands in no file, with nothing set but its name.
    #[must_use]
    pub fn new(name: &str, provider: ProviderKind) -> Self {
        Self {
            name: spanned(name.to_owned()),
            provider,
            api_key: None,
            model: None,
            base_url: None,
            organization: None,
            project: None,
            api_version: None,
            context: None,
            supports: None,
            weight: None,
            price: None,
            prefill: PrefillConfig::default(),
            max_tokens: None,
            timeout: Section::default(),
            retry: Section::default(),
            breaker: Section::default(),
            limit: Section::default(),
            simulate: None,
        }
    }

    /// The model to ask for, if one is set.
    #[must_use]
    pub fn model_name(&self) -> Option<&str> {
        self.model.as_ref().map(|model| model.get_ref().as_str())
    }

    /// The same target for this model.
    #[must_use]
    pub fn with_model(self, model: impl Into<String>) -> Self {
        Self { model: Some(spanned(Interpolated::plain(model))), ..self }
    }

    /// A simulated target.
    #[must_use]
    pub fn simulated(
        name: &str,
        dialect: osier_simulate::Dialect,
        script: osier_simulate::Script,
    ) -> Self {
        let simulate = Some(SimulateConfig { dialect, script });
        Self { simulate, ..Self::new(name, ProviderKind::Simulated) }
    }
}

/// Whose dialect a target speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ProviderKind {
    /// OpenAI, and everything compatible, by `base_url`.
    OpenAi,
    /// Azure OpenAI.
    Azure,
    /// Anthropic Messages.
    Anthropic,
    /// Ollama.
    Ollama,
    /// A simulated provider, started by the gateway itself.
    Simulated,
}

impl ProviderKind {
    /// Its name in a configuration.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::OpenAi => "openai",
            Self::Azure => "azure",
            Self::Anthropic => "anthropic",
            Self::Ollama => "ollama",
            Self::Simulated => "simulated",
        }
    }
}

/// What a simulated provider plays, the section `[target.simulate]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SimulateConfig {
    /// The dialect it speaks.
    pub dialect: osier_simulate::Dialect,
    /// What it does, request by request.
    pub script: osier_simulate::Script,
}
