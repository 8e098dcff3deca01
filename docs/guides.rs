//! The guides, so that their Rust examples are compiled and run like those of any crate.

#[doc = include_str!("guides/caching.md")]
pub mod caching {}

#[doc = include_str!("guides/degradation.md")]
pub mod degradation {}

#[doc = include_str!("guides/failover.md")]
pub mod failover {}

#[doc = include_str!("guides/health.md")]
pub mod health {}

#[doc = include_str!("guides/layers.md")]
pub mod layers {}

#[doc = include_str!("guides/new-provider.md")]
pub mod new_provider {}
