//! What the messages say, and nothing else of them.

use std::borrow::Cow;
use std::fmt;

use serde::de::value::SeqAccessDeserializer;
use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::tokens::least_tokens;

#[derive(Deserialize)]
struct Message<'a> {
    #[serde(borrow, default)]
    content: Content<'a>,
}

#[derive(Default)]
enum Content<'a> {
    #[default]
    Nothing,
    Text(Text<'a>),
    Parts(Vec<Part<'a>>),
}

#[derive(Deserialize)]
struct Part<'a> {
    #[serde(borrow)]
    r#type: Option<Text<'a>>,
    #[serde(borrow)]
    text: Option<Text<'a>>,
}

/// Copied only where it has escapes.
#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

pub(super) fn has_images(messages: &[u8]) -> bool {
    let is_image = |part: &Part<'_>| {
        let kind = part.r#type.as_ref().map(|kind| &*kind.0);
        matches!(kind, Some("image_url" | "input_image"))
    };
    read(messages).iter().any(|message| match &message.content {
        Content::Parts(parts) => parts.iter().any(is_image),
        Content::Nothing | Content::Text(_) => false,
    })
}

pub(super) fn least_tokens_of(messages: &[u8]) -> u64 {
    let of_text = |text: &Text<'_>| least_tokens(&text.0);
    let of_message = |message: &Message<'_>| match &message.content {
        Content::Nothing => 0,
        Content::Text(text) => of_text(text),
        Content::Parts(parts) => {
            parts.iter().filter_map(|part| part.text.as_ref()).map(of_text).sum()
        }
    };
    read(messages).iter().map(of_message).sum()
}

/// None, if they cannot be read: whoever is asked will say why.
fn read(messages: &[u8]) -> Vec<Message<'_>> {
    serde_json::from_slice(messages).unwrap_or_default()
}

impl<'de: 'a, 'a> Deserialize<'de> for Content<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ContentVisitor)
    }
}

struct ContentVisitor;

impl<'de> Visitor<'de> for ContentVisitor {
    type Value = Content<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or parts")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Content::Text(Text(Cow::Borrowed(text))))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Content::Text(Text(Cow::Owned(text.to_owned()))))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, parts: A) -> Result<Self::Value, A::Error> {
        Deserialize::deserialize(SeqAccessDeserializer::new(parts)).map(Content::Parts)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Content::Nothing)
    }
}
