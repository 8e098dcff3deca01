//! Speaks HTTP for any adapter.
//!
//! An [`Adapter`](osier_core::Adapter) knows a provider's dialect and does no IO; an
//! [`HttpProvider`] does the IO and knows no dialect. Together they are a
//! [`Provider`](osier_core::Provider). Between them lie two pure parts that are useful alone:
//! [`framing`] cuts a streamed body into records, and [`headers`] reads what response headers say.
//!
//! Everything runs on tokio, and every wait is measured on the clock of the request's context.
//! [`TokioClock`] is the one for programs.

mod body;
mod client;
mod clock;
pub mod framing;
pub mod headers;
mod pieces;
mod provider;
mod stream;
mod transport;

pub use client::{HttpClient, HttpClientBuilder};
pub use clock::TokioClock;
pub use provider::{HttpProvider, HttpProviderBuilder};
