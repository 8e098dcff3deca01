//! The typed side of the dialect: building requests, and reading messages and answers.

mod answer;
mod builder;
mod message;
mod redacted;
mod tool;

pub use answer::{Answer, Choice, Delta, PartialCall, PartialFunction, ToolCallDelta};
pub use builder::ChatRequest;
pub use message::{Content, ImageUrl, KnownPart, Message, Part, Role};
pub use tool::{FunctionCall, Tool, ToolCall, ToolChoice};
