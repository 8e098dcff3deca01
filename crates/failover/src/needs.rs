//! What a request needs, and which target cannot give it.

#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::OnceLock;

use osier_core::Request;

use crate::declared::{Declared, Feature};

/// What a target is declared to lack for a request: why it is passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Lack {
    /// A context that holds the request, and the answer it allows.
    Context,
    /// Tools.
    Tools,
    /// Looking at images.
    Vision,
    /// Answers that follow a JSON schema.
    JsonSchema,
}

impl Lack {
    /// Its name: `context`, or that of the [`Feature`].
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Context => "context",
            Self::Tools => Feature::Tools.name(),
            Self::Vision => Feature::Vision.name(),
            Self::JsonSchema => Feature::JsonSchema.name(),
        }
    }
}

impl fmt::Display for Lack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What a request needs. Each fact is found out when it is first asked for, and once: a route whose targets
/// declare nothing asks for none.
pub(crate) struct Needs<'r> {
    request: &'r Request,
    images: OnceLock<bool>,
    json_schema: OnceLock<bool>,
    answer: OnceLock<u64>,
    least_prompt: OnceLock<u64>,
}

impl<'r> Needs<'r> {
    /// Those of this request. Does no work yet.
    pub(crate) fn of(request: &'r Request) -> Self {
        let (images, json_schema) = (OnceLock::new(), OnceLock::new());
        let (answer, least_prompt) = (OnceLock::new(), OnceLock::new());
        Self { request, images, json_schema, answer, least_prompt }
    }

    /// Whether the request, and as long an answer as it allows, could fit into so many tokens. The doubt is
    /// in its favour: who is wrongly passed over cannot answer, and who is wrongly asked says so at once.
    fn may_fit(&self, context: u64) -> bool {
        let Some(room) = context.checked_sub(self.answer()) else {
            return false;
        };
        self.at_most_for_least_prompt() <= room || self.least_prompt() <= room
    }

    fn needs(&self, feature: Feature) -> bool {
        match feature {
            Feature::Tools => self.request.has_tools(),
            Feature::Vision => *self.images.get_or_init(|| self.request.has_images()),
            Feature::JsonSchema => {
                *self.json_schema.get_or_init(|| self.request.wants_json_schema())
            }
        }
    }

    fn answer(&self) -> u64 {
        *self.answer.get_or_init(|| self.request.max_tokens().unwrap_or_default())
    }

    fn least_prompt(&self) -> u64 {
        *self.least_prompt.get_or_init(|| self.request.least_prompt_tokens())
    }

    /// Spares most requests the reading of their messages.
    fn at_most_for_least_prompt(&self) -> u64 {
        self.request.get("messages").map_or(0, |messages| messages.len() as u64 / 2)
    }
}

/// What the target is declared to lack; `None` if it can be asked. What is cheapest to find out is asked
/// first.
pub(crate) fn lack(declared: &Declared, needs: &Needs<'_>) -> Option<Lack> {
    if let Some(supports) = &declared.supports {
        let lacks = |feature: &Feature| !supports.contains(feature) && needs.needs(*feature);
        let lack = |feature| match feature {
            Feature::Tools => Lack::Tools,
            Feature::Vision => Lack::Vision,
            Feature::JsonSchema => Lack::JsonSchema,
        };
        if let Some(feature) = Feature::ALL.into_iter().find(lacks) {
            return Some(lack(feature));
        }
    }
    let is_too_small = declared.context.is_some_and(|context| !needs.may_fit(context));
    is_too_small.then_some(Lack::Context)
}
