//! Speaks HTTP for any adapter.

mod body;
mod client;
mod clock;
pub mod framing;
pub mod headers;
mod pieces;
mod provider;
mod stream;
mod transport;
mod within;

pub use client::{HttpClient, HttpClientBuilder};
pub use clock::TokioClock;
pub use provider::{HttpProvider, HttpProviderBuilder};
