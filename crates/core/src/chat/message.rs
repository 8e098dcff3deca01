//! One turn of a conversation.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::tool::ToolCall;

/// Who speaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Role {
    /// Standing instructions.
    System,
    /// Standing instructions, by the newer name.
    Developer,
    /// The person.
    User,
    /// The model.
    Assistant,
    /// The result of a tool.
    Tool,
    /// The result of a function, by the oldest name.
    Function,
}

/// One message.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// Who speaks.
    pub role: Role,
    /// What is said; absent for an assistant that only calls tools.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<Content>,
    /// The tools the assistant calls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool_calls: Option<Vec<ToolCall>>,
    /// The call that a tool message answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool_call_id: Option<String>,
    /// Why the assistant refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<String>,
    /// Everything else the message carries, untouched.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What a message says: plain text, or parts.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Content {
    /// Plain text.
    Text(String),
    /// Text, images and more, in order.
    Parts(Vec<Part>),
}

/// A part of a message.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Part {
    /// A part whose type is known here.
    Known(KnownPart),
    /// Any other part, as it was sent; its `type` says what it is.
    Other(Map<String, Value>),
}

/// The parts adapters translate.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum KnownPart {
    /// Text.
    Text {
        /// The text.
        text: String,
    },
    /// An image, by address or inline as a `data:` URL.
    ImageUrl {
        /// Where it is.
        image_url: ImageUrl,
    },
    /// A refusal the assistant gave.
    Refusal {
        /// Its words.
        refusal: String,
    },
}

/// Where an image is.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct ImageUrl {
    /// An `https:` or `data:` URL.
    pub url: String,
    /// `auto`, `low` or `high`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

impl Message {
    /// A message of plain text.
    #[must_use]
    pub fn text(role: Role, text: impl Into<String>) -> Self {
        Self::new(role, Some(Content::Text(text.into())))
    }

    /// A message of text and images.
    #[must_use]
    pub fn parts(role: Role, parts: Vec<Part>) -> Self {
        Self::new(role, Some(Content::Parts(parts)))
    }

    /// An assistant's turn that calls tools; send it back together with their results.
    #[must_use]
    pub fn tool_calls(calls: Vec<ToolCall>) -> Self {
        Self { tool_calls: Some(calls), ..Self::new(Role::Assistant, None) }
    }

    /// What the tool gave for the call named `id`.
    #[must_use]
    pub fn tool_result(id: impl Into<String>, result: impl Into<String>) -> Self {
        Self { tool_call_id: Some(id.into()), ..Self::text(Role::Tool, result) }
    }

    fn new(role: Role, content: Option<Content>) -> Self {
        let (tool_calls, tool_call_id, refusal) = (None, None, None);
        Self { role, content, tool_calls, tool_call_id, refusal, extra: Map::new() }
    }
}

impl Part {
    /// Text.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::Known(KnownPart::Text { text: text.into() })
    }

    /// An image by its `https:` or `data:` URL.
    #[must_use]
    pub fn image(url: impl Into<String>) -> Self {
        let image_url = ImageUrl { url: url.into(), detail: None };
        Self::Known(KnownPart::ImageUrl { image_url })
    }
}
