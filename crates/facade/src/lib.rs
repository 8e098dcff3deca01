//! Resilience for LLM applications, in one crate.
//!
//! A [`Client`] asks its targets in order until one answers, within one deadline, whole or
//! streamed. It is assembled here, always in the right order: say *what* you want, never in which
//! order the layers stand.
//!
//! ```no_run
//! use osier::{Anthropic, ChatRequest, Client, OpenAi, Target};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::builder()
//!     .target(Target::http("openai", OpenAi::new(std::env::var("OPENAI_API_KEY")?)).model("gpt-4o"))
//!     .target(
//!         Target::http("claude", Anthropic::new(std::env::var("ANTHROPIC_API_KEY")?))
//!             .model("claude-sonnet-4-5"),
//!     )
//!     .build()?;
//!
//! let response = client.chat(ChatRequest::new("gpt-4o").user("Hello")).await?;
//! println!("{} says:", response.head.target.as_deref().unwrap_or_default());
//! println!("{}", response.text().await?);
//! # Ok(())
//! # }
//! ```
//!
//! # Features
//!
//! Each feature is one crate: `http`, `openai`, `azure`, `anthropic`, `ollama`, `timeout`, `limit`,
//! `breaker`, `retry`, `failover`, `health`, `degrade`, `cache` and its stores `cache-memory`, `cache-sled` and
//! `cache-redis`; `rates` adds the rates of tenants to `limit`; `client`
//! is this crate's builder over the layers, and `full`, the default, is all of it. Without any feature this crate
//! is the vocabulary of `osier-core` and nothing else.

#[cfg(feature = "client")]
mod build_error;
#[cfg(feature = "client")]
mod caching;
#[cfg(feature = "client")]
mod client;
#[cfg(feature = "client")]
mod http_post;
#[cfg(feature = "client")]
mod route;
#[cfg(feature = "client")]
mod surroundings;
#[cfg(feature = "client")]
mod target;

#[cfg(feature = "client")]
pub use build_error::BuildError;
#[cfg(feature = "client")]
pub use caching::{Caching, Recall};
#[cfg(feature = "client")]
pub use client::{Client, ClientBuilder};
#[cfg(feature = "client")]
pub use http_post::HttpPost;
#[cfg(feature = "breaker")]
pub use osier_breaker as breaker;
#[cfg(feature = "cache")]
pub use osier_cache as cache;
#[cfg(feature = "cache-memory")]
pub use osier_cache_memory as cache_memory;
#[cfg(feature = "cache-redis")]
pub use osier_cache_redis as cache_redis;
#[cfg(feature = "cache-sled")]
pub use osier_cache_sled as cache_sled;
pub use osier_core::*;
#[cfg(feature = "degrade")]
pub use osier_degrade as degrade;
#[cfg(feature = "failover")]
pub use osier_failover as failover;
#[cfg(feature = "health")]
pub use osier_health as health;
#[cfg(feature = "http")]
pub use osier_http as http;
#[cfg(feature = "limit")]
pub use osier_limit as limit;
#[cfg(feature = "anthropic")]
pub use osier_providers_anthropic::{self as anthropic, Anthropic};
#[cfg(feature = "azure")]
pub use osier_providers_azure::{self as azure, Azure};
#[cfg(feature = "ollama")]
pub use osier_providers_ollama::{self as ollama, Ollama};
#[cfg(feature = "openai")]
pub use osier_providers_openai::{self as openai, OpenAi};
#[cfg(feature = "retry")]
pub use osier_retry as retry;
#[cfg(feature = "timeout")]
pub use osier_timeout as timeout;
#[cfg(feature = "client")]
pub use route::Route;
#[cfg(feature = "client")]
pub use surroundings::Surroundings;
#[cfg(feature = "client")]
pub use target::{Assembled, Target};
