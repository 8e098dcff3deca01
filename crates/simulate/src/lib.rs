//! LLM providers that fail on script: in process under virtual time, and over real HTTP.
//!
//! A [`Script`] says what happens to request after request: how fast, what is answered, and what
//! goes wrong. Two players perform it:
//!
//! - [`Scripted`] is a [`Provider`](osier_core::Provider) without sockets. It waits on the clock of
//!   the context, so a whole outage runs in milliseconds of virtual time.
#![cfg_attr(
    feature = "server",
    doc = "- [`Server`] speaks HTTP on a real socket in the exact bytes of a [`Dialect`]: OpenAI, Azure,"
)]
#![cfg_attr(
    feature = "server",
    doc = "  Anthropic or Ollama. Resets, cuts and stalls are real ones. (Feature `server`, on by default.)"
)]

#[cfg(feature = "server")]
mod dialect;
mod script;
mod scripted;
#[cfg(feature = "server")]
mod server;

#[cfg(feature = "server")]
pub use dialect::Dialect;
pub use script::{
    Answer, Continues, CutHow, Fault, Flaky, Point, Preset, Script, Status, Step, ToolCall,
};
pub use scripted::Scripted;
#[cfg(feature = "server")]
pub use server::{Seen, SeenEnd, Server, ServerBuilder};
