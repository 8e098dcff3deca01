//! What a level changes in a request.

mod ceiling;
mod tools;

use osier_core::{Error, InvalidSetting, Level, Request};

use crate::Feature;
use crate::feature::Features;

/// What a level changes in a request before it is sent.
///
/// The [presets](Self::preset) are what the field has settled on:
///
/// | level | longest answer | features |
/// |---|---|---|
/// | full | 4096 tokens | streaming, tools, vision |
/// | reduced | 2048 tokens | streaming |
/// | minimal | 512 tokens | none |
///
/// No edit makes a request that a provider would reject: with `tools` goes whatever refers to them, calls and
/// results in the conversation are told in words, and `stream_options` goes with `stream`. A demanded form of the
/// answer (`response_format`) always stays: a program reads it.
#[derive(Clone, Debug, PartialEq)]
pub struct Edits {
    pub(crate) model: Option<String>,
    pub(crate) max_tokens: Option<u32>,
    pub(crate) temperature: Option<f64>,
    pub(crate) features: Features,
}

/// A request as a level sends it.
#[derive(Clone, Debug)]
pub struct Edited {
    /// The request.
    pub request: Request,
    /// Whether it needs less of a target than the caller's: tools were taken out of it.
    pub needs_less: bool,
}

/// A request needs what the level does not offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lacks(pub Feature);

impl Edits {
    /// None: the request goes out as it came in.
    #[must_use]
    pub fn none() -> Self {
        let features = Features::of(Feature::ALL);
        Self { model: None, max_tokens: None, temperature: None, features }
    }

    /// Those of the preset of this level. Nobody is asked at the levels below minimal, so theirs edit
    /// nothing.
    #[must_use]
    pub fn preset(level: Level) -> Self {
        match level {
            Level::Full => Self::none().max_tokens(4096),
            Level::Reduced => Self::none().max_tokens(2048).features([Feature::Streaming]),
            Level::Minimal => Self::none().max_tokens(512).features([]),
            Level::Cached | Level::Offline => Self::none(),
        }
    }

    /// Asks for this model in place of the caller's.
    #[must_use]
    pub fn model(self, model: impl Into<String>) -> Self {
        Self { model: Some(model.into()), ..self }
    }

    /// The longest answer, in tokens: 1 or more. A caller that asks for less gets less.
    #[must_use]
    pub fn max_tokens(self, tokens: u32) -> Self {
        Self { max_tokens: Some(tokens), ..self }
    }

    /// Answers may be as long as the caller asks for.
    #[must_use]
    pub fn without_max_tokens(self) -> Self {
        Self { max_tokens: None, ..self }
    }

    /// The temperature in place of the caller's, from 0 to 2.
    #[must_use]
    pub fn temperature(self, temperature: f64) -> Self {
        Self { temperature: Some(temperature), ..self }
    }

    /// What the level offers, and nothing beyond.
    #[must_use]
    pub fn features(self, features: impl IntoIterator<Item = Feature>) -> Self {
        Self { features: Features::of(features), ..self }
    }

    /// Whether the level offers this.
    #[must_use]
    pub fn offers(&self, feature: Feature) -> bool {
        self.features.has(feature)
    }

    /// The request as the level sends it.
    ///
    /// # Errors
    ///
    /// The inner one, if the request needs what the level does not offer and nothing can stand in its
    /// place: images. The outer one, if it cannot be edited, because it is misshapen.
    pub fn apply(&self, request: &Request) -> Result<Result<Edited, Lacks>, Error> {
        if !self.offers(Feature::Vision) && request.has_images() {
            return Ok(Err(Lacks(Feature::Vision)));
        }
        let mut edited = request.clone();
        if let Some(model) = &self.model {
            edited.set_model(model);
        }
        if let Some(tokens) = self.max_tokens {
            ceiling::lower(&mut edited, tokens)?;
        }
        if let Some(temperature) = self.temperature {
            edited.set("temperature", &temperature)?;
        }
        if !self.offers(Feature::Streaming) && edited.wants_stream() {
            edited.set_stream(false);
        }
        let needs_less = !self.offers(Feature::Tools) && tools::take_out(&mut edited)?;
        Ok(Ok(Edited { request: edited, needs_less }))
    }

    pub(crate) fn check(&self) -> Result<(), InvalidSetting> {
        if self.max_tokens == Some(0) {
            return Err(InvalidSetting::new("max_tokens", "0", "1 or more"));
        }
        let temperature = self.temperature.filter(|wanted| !(0.0..=2.0).contains(wanted));
        match temperature {
            Some(wrong) => Err(InvalidSetting::new("temperature", wrong.to_string(), "0 to 2")),
            None => Ok(()),
        }
    }
}
