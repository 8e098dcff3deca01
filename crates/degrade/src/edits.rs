//! What a level changes in a request.

mod ceiling;
mod edited;
mod tools;

use osier_core::{InvalidSetting, Level, Request};
use serde::Serialize;

pub use self::edited::{Edited, Lacks};
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
/// No edit makes a request that a provider would reject where it would not have rejected the caller's. With the
/// tools goes whatever refers to them, and calls and results in the conversation are told in words; with
/// `stream` goes `stream_options`. A demanded form of the answer (`response_format`) always stays: a program
/// reads it. Fields and messages that have nothing to do with an edit go out as the very bytes that came in,
/// and so does a request that no edit changes.
///
/// What a tool gave is then told by the user, and a model heeds users more than tools. Whoever gives it what
/// strangers wrote may want levels that all offer tools.
///
/// ```
/// use osier_core::{Level, Request};
/// use osier_degrade::Edits;
///
/// let request = Request::parse(
///     r#"{"model":"m","max_tokens":9000,"tools":[{"type":"function","function":{"name":"look"}}],
///         "tool_choice":"auto","messages":[
///         {"role":"user","content":"How cold is it?"},
///         {"role":"assistant","tool_calls":[{"id":"1","function":{"name":"look","arguments":"{}"}}]},
///         {"role":"tool","tool_call_id":"1","content":"4 °C"}]}"#,
/// )?;
/// let edited = Edits::preset(Level::Minimal).apply(&request)?;
/// assert_eq!(
///     edited.request.to_bytes(),
///     concat!(
///         r#"{"model":"m","max_tokens":512,"messages":["#,
///         r#"{"role":"user","content":"How cold is it?"},"#,
///         r#"{"role":"assistant","content":"[called look with {}]"},"#,
///         r#"{"role":"user","content":"[look gave: 4 °C]"}]}"#,
///     )
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Edits {
    pub(crate) model: Option<String>,
    pub(crate) max_tokens: Option<u32>,
    pub(crate) temperature: Option<f64>,
    pub(crate) features: Features,
}

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

    /// Asks for this model in place of the caller's. It must have a name.
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

    /// The temperature in place of the caller's, or of none, from 0 to 2. Some models take no temperature at
    /// all; for them there is no such edit.
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

    /// The longest answer, in tokens; `None` if it is as long as the caller asks for.
    #[must_use]
    pub fn longest(&self) -> Option<u32> {
        self.max_tokens
    }

    /// The request as the level sends it.
    ///
    /// What is misshapen in it stays as it is: whoever is asked says what is wrong.
    ///
    /// # Errors
    ///
    /// [`Lacks`] if the request needs what the level does not offer and nothing can stand in its place:
    /// images.
    pub fn apply(&self, request: &Request) -> Result<Edited, Lacks> {
        if !self.offers(Feature::Vision) && request.has_images() {
            return Err(Lacks(Feature::Vision));
        }
        let mut edited = request.clone();
        if let Some(model) = &self.model {
            edited.set_model(model);
        }
        if let Some(tokens) = self.max_tokens {
            ceiling::lower(&mut edited, tokens);
        }
        if let Some(temperature) = self.temperature {
            put(&mut edited, "temperature", &temperature);
        }
        if !self.offers(Feature::Streaming) && edited.wants_stream() {
            edited.set_stream(false);
        }
        let needs_less = !self.offers(Feature::Tools) && tools::take_out(&mut edited);
        Ok(Edited { request: edited, needs_less })
    }

    pub(crate) fn check(&self) -> Result<(), InvalidSetting> {
        if self.model.as_deref() == Some("") {
            return Err(InvalidSetting::new("model", "", "a name"));
        }
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

/// Sets a field to what always has a JSON form: a number, or JSON itself.
fn put(request: &mut Request, name: &str, value: &impl Serialize) {
    let set = request.set(name, value);
    debug_assert!(set.is_ok(), "a number, or JSON itself");
}
