//! Osier adapter for OpenAI, and every server that speaks its dialect.
//!
//! [`OpenAi`] serves OpenAI itself and, by base URL alone, vLLM, llama.cpp, Mistral, Groq,
//! OpenRouter and the like. The dialect of Osier is theirs, so requests, answers and events pass
//! through as the very bytes that came; only what would break a client is rewritten.
//!
//! Servers differ in the fields they take, and no request is changed for any of them. Mistral knows
//! `seed` as `random_seed` and `max_completion_tokens` as `max_tokens` only; a caller that uses them
//! there gets its refusal.
//!
//! ```
//! use osier_core::{Adapter, Request};
//! use osier_providers_openai::OpenAi;
//!
//! let groq = OpenAi::compatible("https://api.groq.com/openai/v1/")?
//!     .api_key("gsk_…")
//!     .named("groq");
//! let request = Request::parse(r#"{"model":"m","messages":[]}"#)?;
//! let wire = groq.encode(&request)?;
//! assert_eq!(wire.url, "https://api.groq.com/openai/v1/chat/completions");
//! assert_eq!(wire.body, request.to_bytes());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod adapter;
pub mod error;
mod parts;
mod stream;
mod whole;

pub use adapter::OpenAi;
pub use stream::Decoder;
