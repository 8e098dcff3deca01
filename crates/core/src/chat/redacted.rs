//! `Debug` for what holds content: the type's name, and nothing of what it says.

use std::fmt;

use super::message::KnownPart;
use super::{
    Answer, ChatRequest, Choice, Content, Delta, FunctionCall, ImageUrl, Message, Part,
    PartialCall, PartialFunction, Tool, ToolCall, ToolCallDelta,
};

macro_rules! redacted {
    ($($name:ident),+ $(,)?) => {
        $(impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        })+
    };
}

redacted!(
    Answer,
    ChatRequest,
    Choice,
    Content,
    Delta,
    FunctionCall,
    ImageUrl,
    KnownPart,
    Message,
    Part,
    PartialCall,
    PartialFunction,
    Tool,
    ToolCall,
    ToolCallDelta,
);
