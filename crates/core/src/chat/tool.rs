//! Tools a model may call, and its calls.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A function the model may call.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Tool {
    /// Always `function` for what is built here.
    #[serde(rename = "type")]
    pub kind: String,
    /// Name, description, parameters, as the dialect has them.
    pub function: Value,
}

impl Tool {
    /// A function with a JSON schema for its parameters.
    #[must_use]
    pub fn function(name: &str, description: &str, parameters: &Value) -> Self {
        let function =
            json!({ "name": name, "description": description, "parameters": parameters });
        Self { kind: "function".to_owned(), function }
    }
}

/// Whether and what the model must call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ToolChoice {
    /// The model decides.
    Auto,
    /// No tool.
    None,
    /// Some tool.
    Required,
    /// This function.
    Function(String),
}

impl Serialize for ToolChoice {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Auto => serializer.serialize_str("auto"),
            Self::None => serializer.serialize_str("none"),
            Self::Required => serializer.serialize_str("required"),
            Self::Function(name) => {
                json!({ "type": "function", "function": { "name": name } }).serialize(serializer)
            }
        }
    }
}

/// A call the model makes.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct ToolCall {
    /// Names the call; the result refers to it.
    #[serde(default)]
    pub id: String,
    /// `function`, or `custom`.
    #[serde(rename = "type", default = "function_kind")]
    pub kind: String,
    /// What is called.
    #[serde(default)]
    pub function: FunctionCall,
}

/// The function of a call.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FunctionCall {
    /// Its name.
    #[serde(default)]
    pub name: String,
    /// Its arguments as JSON text, exactly as the model wrote them: they may be invalid.
    #[serde(default)]
    pub arguments: String,
}

impl ToolCall {
    /// A call of a function.
    #[must_use]
    pub fn function(
        id: impl Into<String>,
        name: impl Into<String>,
        arguments: impl Into<String>,
    ) -> Self {
        let function = FunctionCall { name: name.into(), arguments: arguments.into() };
        Self { id: id.into(), kind: function_kind(), function }
    }
}

fn function_kind() -> String {
    "function".to_owned()
}
