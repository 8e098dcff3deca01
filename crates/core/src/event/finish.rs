//! Why an answer ended.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Why an answer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FinishReason {
    /// It was complete, or met a stop sequence.
    Stop,
    /// The token ceiling or the context's end.
    Length,
    /// The model calls tools.
    ToolCalls,
    /// A content filter, or a refusal.
    ContentFilter,
    /// The model calls a function, by the oldest name.
    FunctionCall,
    /// The provider failed half-way and said so here: no normal end.
    Error,
    /// A reason nobody here has heard of.
    Other,
}

impl FinishReason {
    /// The name in the dialect. What is no reason there is called `stop`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Stop | Self::Other | Self::Error => "stop",
            Self::Length => "length",
            Self::ToolCalls => "tool_calls",
            Self::ContentFilter => "content_filter",
            Self::FunctionCall => "function_call",
        }
    }

    /// The reason with this name, in the dialect or in one of its relatives; [`Other`](Self::Other)
    /// if nobody here has heard of it.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        match name {
            "stop" => Self::Stop,
            "length" | "model_length" => Self::Length,
            "tool_calls" => Self::ToolCalls,
            "content_filter" => Self::ContentFilter,
            "function_call" => Self::FunctionCall,
            "error" | "abort" => Self::Error,
            _ => Self::Other,
        }
    }

    /// For fields: `null` and the empty string, which some providers send, are no reason.
    pub(crate) fn read<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Self>, D::Error> {
        let name = Option::<std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Ok(name.filter(|name| !name.is_empty()).map(|name| Self::from_name(&name)))
    }

    /// Whether the dialect knows this very name.
    pub(crate) fn is_canonical(name: &str) -> bool {
        Self::from_name(name).name() == name
    }
}

/// As its [`name`](FinishReason::name): what is written is always of the dialect.
impl Serialize for FinishReason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for FinishReason {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Ok(Self::from_name(&name))
    }
}
