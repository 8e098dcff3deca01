//! Where the cached step gets its answers from.

use std::sync::Arc;

use async_trait::async_trait;
use osier_core::{Context, Request, Response};

/// Knows answers that were given before: a cache.
///
/// ```
/// use osier_core::{Completion, Context, Request, Response};
/// use osier_degrade::StaleSource;
///
/// /// Has the same answer to everything.
/// struct Parrot;
///
/// #[async_trait::async_trait]
/// impl StaleSource for Parrot {
///     async fn stale(&self, _: &Context, request: &Request) -> Option<Response> {
///         let model = request.model().unwrap_or_default().into_owned();
///         Some(Response::complete(Completion::of_text(&model, "As I said before.")))
///     }
/// }
/// ```
#[async_trait]
pub trait StaleSource: Send + Sync + 'static {
    /// An answer that was given to this request before, however old, or `None`. The request is the
    /// caller's own, before any level edited it; who asks stands in the context.
    ///
    /// It is waited for one second at most, and dropped then. Trouble of its own is no answer.
    async fn stale(&self, context: &Context, request: &Request) -> Option<Response>;
}

/// A source that can be handed around.
pub type SharedStaleSource = Arc<dyn StaleSource>;
