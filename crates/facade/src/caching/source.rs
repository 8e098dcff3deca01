//! The cached step of a ladder.

use async_trait::async_trait;
use osier_cache::RouteCache;
use osier_core::{Context, Request, Response};
use osier_degrade::StaleSource;

/// The cache of a route, as the source of what a ladder gives when nobody answers.
#[derive(Clone, Debug)]
pub struct Recall(RouteCache);

impl Recall {
    /// What this cache has stored.
    #[must_use]
    pub fn new(cache: RouteCache) -> Self {
        Self(cache)
    }
}

#[async_trait]
impl StaleSource for Recall {
    async fn stale(&self, context: &Context, request: &Request) -> Option<Response> {
        self.0.recall(context, request).await
    }
}
