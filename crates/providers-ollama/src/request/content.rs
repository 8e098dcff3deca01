//! What a message says: one text, and images.

use osier_core::Error;
use osier_core::adapter::shown;
use osier_core::adapter::translate::{Object, misshapen};
use serde_json::value::RawValue;

use super::image;

/// What the other dialect lets a role say.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum May {
    /// Text.
    Speak,
    /// Text and images.
    Show,
    /// Text and refusals.
    Refuse,
}

/// What a message says.
#[derive(Default)]
pub(super) struct Said {
    pub(super) texts: Vec<String>,
    pub(super) images: Vec<String>,
}

impl Said {
    /// Reads the content of a message.
    pub(super) fn read(content: Option<&RawValue>, may: May) -> Result<Self, Error> {
        let mut said = Self::default();
        match content.map(RawValue::get) {
            None => {}
            Some(json) if json.starts_with('[') => {
                let parts: Vec<&RawValue> = serde_json::from_str(json).map_err(|_| wrong())?;
                parts.into_iter().try_for_each(|part| said.add(part, may))?;
            }
            Some(json) => said.texts.push(serde_json::from_str(json).map_err(|_| wrong())?),
        }
        Ok(said)
    }

    /// The texts as one.
    pub(super) fn text(&self) -> String {
        self.texts.join("\n")
    }

    fn add(&mut self, part: &RawValue, may: May) -> Result<(), Error> {
        let mut part = Object::open("messages.content", part)?;
        let kind: String = part.require("type")?;
        match (&*kind, may) {
            ("text", _) => self.texts.push(part.require("text")?),
            ("refusal", May::Refuse) => self.texts.push(part.require("refusal")?),
            ("image_url", May::Show) => self.images.push(image::read(part.require("image_url")?)?),
            _ => return Err(part.unsupported(shown(&kind))),
        }
        part.finish()
    }
}

fn wrong() -> Error {
    misshapen("messages.content", "expected a string or a list of parts")
}
