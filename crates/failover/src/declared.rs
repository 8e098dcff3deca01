//! What a target is declared to be, because nobody can ask it.

use osier_core::InvalidSetting;

/// What a target is declared to be able to do, to cost and to bear. Without a word it is able to do
/// everything, free, and worth as much as any other.
#[derive(Clone, Debug, PartialEq)]
pub struct Declared {
    pub(crate) context: Option<u64>,
    pub(crate) supports: Option<Vec<Feature>>,
    pub(crate) weight: u32,
    pub(crate) price: Price,
    pub(crate) prefill: Option<Prefill>,
}

/// Something that a request may need and that not every model can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Feature {
    /// Calling tools.
    Tools,
    /// Looking at images.
    Vision,
    /// Answers that follow a JSON schema.
    JsonSchema,
}

/// What a target costs, in any one currency for a million tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Price {
    /// Of the request.
    pub input: f64,
    /// Of the answer.
    pub output: f64,
}

/// How a target is asked to go on with an answer that another one began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Prefill {
    /// What was said is the last message, and the model goes on with it (older Claude models, Ollama).
    LastMessage,
    /// The same, with `continue_final_message` set and `add_generation_prompt` unset (vLLM).
    ContinueFinalMessage,
    /// The same, with `prefix` set in the message, by a server that says it again before it goes on
    /// (Mistral). One that does not say it again would seem to give another answer, and is not joined.
    Prefix,
}

impl Default for Declared {
    fn default() -> Self {
        Self { context: None, supports: None, weight: 1, price: Price::default(), prefill: None }
    }
}

impl Declared {
    /// How many tokens the model takes in all, those of the answer included. A request that is larger
    /// goes to others.
    #[must_use]
    pub fn context(self, tokens: u64) -> Self {
        Self { context: Some(tokens), ..self }
    }

    /// What it is able to do, and nothing beyond. Without it everything.
    #[must_use]
    pub fn supports(self, features: impl IntoIterator<Item = Feature>) -> Self {
        Self { supports: Some(features.into_iter().collect()), ..self }
    }

    /// How much it bears compared to the others of its tier: 0 to 1000. Default 1; 0 is a target that is
    /// asked only after the others of its tier.
    #[must_use]
    pub fn weight(self, weight: u32) -> Self {
        Self { weight, ..self }
    }

    /// What it costs.
    #[must_use]
    pub fn price(self, price: Price) -> Self {
        Self { price, ..self }
    }

    /// It goes on with an answer that was begun, if it is asked in this way.
    #[must_use]
    pub fn prefill(self, prefill: Prefill) -> Self {
        Self { prefill: Some(prefill), ..self }
    }

    /// Whether these can be meant.
    ///
    /// # Errors
    ///
    /// The first that is out of its range, with its value and the range.
    pub fn check(&self) -> Result<(), InvalidSetting> {
        if self.context == Some(0) {
            return Err(InvalidSetting::new("context", "0", "at least 1 token"));
        }
        if self.weight > 1000 {
            return Err(InvalidSetting::new("weight", self.weight.to_string(), "0 to 1000"));
        }
        let is_price = |price: f64| price.is_finite() && price >= 0.0;
        match [self.price.input, self.price.output].into_iter().find(|price| !is_price(*price)) {
            Some(price) => Err(InvalidSetting::new("price", price.to_string(), "0 or more")),
            None => Ok(()),
        }
    }
}

impl Feature {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Tools, Self::Vision, Self::JsonSchema];

    /// Its name in a configuration.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Tools => "tools",
            Self::Vision => "vision",
            Self::JsonSchema => "json_schema",
        }
    }
}
