//! Building a request in Rust.

use serde::Serialize;
use serde_json::{Value, json};

use super::{Message, Role, Tool, ToolChoice};
use crate::Request;

/// Builds a [`Request`], pleasantly.
///
/// ```
/// use osier_core::{ChatRequest, Request};
///
/// let request: Request = ChatRequest::new("gpt-4o")
///     .system("You are terse.")
///     .user("Hello")
///     .max_tokens(100)
///     .temperature(0.0)
///     .set("seed", &42)
///     .into();
/// assert_eq!(request.max_tokens(), Some(100));
/// ```
#[derive(Clone)]
#[must_use = "a request does nothing until it is sent"]
pub struct ChatRequest {
    request: Request,
    messages: Vec<Message>,
    tools: Vec<Tool>,
}

impl ChatRequest {
    /// A request for this model, or for the route of that name.
    pub fn new(model: &str) -> Self {
        let mut request = Request::empty();
        request.set_model(model);
        Self { request, messages: Vec::new(), tools: Vec::new() }
    }

    /// Adds standing instructions.
    pub fn system(self, text: impl Into<String>) -> Self {
        self.message(Message::text(Role::System, text))
    }

    /// Adds what the person says.
    pub fn user(self, text: impl Into<String>) -> Self {
        self.message(Message::text(Role::User, text))
    }

    /// Adds what the model said earlier.
    pub fn assistant(self, text: impl Into<String>) -> Self {
        self.message(Message::text(Role::Assistant, text))
    }

    /// Adds any message.
    pub fn message(mut self, message: Message) -> Self {
        self.messages.push(message);
        self
    }

    /// Adds a tool the model may call.
    pub fn tool(mut self, tool: Tool) -> Self {
        self.tools.push(tool);
        self
    }

    /// Says whether and what the model must call.
    pub fn tool_choice(self, choice: &ToolChoice) -> Self {
        self.set("tool_choice", choice)
    }

    /// Limits the tokens the model may write.
    pub fn max_tokens(self, tokens: u32) -> Self {
        self.set("max_tokens", &tokens)
    }

    /// Sets how freely the model chooses, from 0 to 2.
    pub fn temperature(self, temperature: f64) -> Self {
        self.set("temperature", &temperature)
    }

    /// Asks for JSON that fits this schema.
    pub fn json_schema(self, name: &str, schema: &Value) -> Self {
        let format = json!({ "name": name, "schema": schema, "strict": true });
        self.set("response_format", &json!({ "type": "json_schema", "json_schema": format }))
    }

    /// Asks for a streamed answer, with its usage at the end.
    pub fn stream(mut self) -> Self {
        self.request.set_stream(true);
        self.set("stream_options", &json!({ "include_usage": true }))
    }

    /// Sets any other field of the dialect. A value that is no JSON (a map whose keys are not
    /// strings) is left out.
    pub fn set(mut self, field: &str, value: &impl Serialize) -> Self {
        let _ = self.request.set(field, value);
        self
    }
}

impl From<ChatRequest> for Request {
    fn from(chat: ChatRequest) -> Self {
        let ChatRequest { request, messages, tools } = chat;
        let mut request = request;
        let _ = request.set("messages", &messages);
        if !tools.is_empty() {
            let _ = request.set("tools", &tools);
        }
        request
    }
}
