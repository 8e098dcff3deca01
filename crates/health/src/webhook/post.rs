//! The way out.

use async_trait::async_trait;
use osier_core::adapter::WireRequest;
use osier_core::{Context, Error};

/// Sends a document and gives the status of the answer: whatever speaks HTTP. Redirects must not be
/// followed: the document is for the one who was named.
#[async_trait]
pub trait Post: Send + Sync + 'static {
    /// Sends it, within the deadline of the context.
    ///
    /// # Errors
    ///
    /// If there was no answer.
    async fn post(&self, context: &Context, document: WireRequest) -> Result<u16, Error>;
}
