//! The vocabulary of Osier.
//!
//! Everything else in the workspace is written in these words: a [`Request`] goes to a [`Provider`]
//! with a [`Context`], and a [`Response`] or an [`Error`] comes back.
//!
//! Inside Osier a request, a whole answer and a stream event are JSON **bytes** in the OpenAI
//! chat-completions dialect. What resilience must know is read in one skim; everything else travels
//! untouched. This crate has no runtime, no HTTP and knows no provider by name.
//!
//! ```
//! use osier_core::{ChatRequest, Request};
//!
//! let request: Request = ChatRequest::new("gpt-4o")
//!     .system("Answer in one word.")
//!     .user("What bends and does not break?")
//!     .max_tokens(10)
//!     .into();
//! assert_eq!(request.model().as_deref(), Some("gpt-4o"));
//! assert!(!request.wants_stream());
//! ```

pub mod adapter;
mod cache;
pub mod chat;
mod clock;
mod context;
mod deadline;
mod error;
mod event;
mod level;
mod middleware;
mod observe;
mod provider;
mod request;
mod response;
mod secret;
mod setting;

pub use adapter::{Adapter, StreamDecoder};
pub use cache::{
    CacheKey, CacheStatus, CacheStore, CacheUse, CacheUsed, Erase, InvalidKey, SharedStore,
    StoreError, StoreErrorKind, Stored, TenantKey,
};
pub use chat::ChatRequest;
pub use clock::{Clock, SharedClock, Sleep};
pub use context::{Context, ContextBuilder, Priority, Pulse, Strain};
pub use deadline::Deadline;
pub use error::{Attempt, Attempts, Delivery, Error, ErrorKind, Reaction};
pub use event::{ChunkWriter, Event, FinishReason, Usage};
pub use level::{Level, Served};
pub use middleware::{Middleware, Named, Next, Stack};
pub use observe::{Notice, Observer, SharedObserver};
pub use provider::{Layer, Provider, Readiness, SharedProvider};
pub use request::{Request, least_tokens};
pub use response::{
    Body, Collector, Completion, End, Ending, EventStream, Guard, Head, HeldBack, HowItEnded,
    Outcome, Response, TextStream,
};
pub use secret::Secret;
pub use setting::InvalidSetting;
