//! The way out for webhooks.

use async_trait::async_trait;
use osier_core::adapter::WireRequest;
use osier_core::{Context, Error};
use osier_health::Post;
use osier_http::HttpClient;

/// Sends webhooks over these connections.
#[derive(Clone, Debug)]
pub struct HttpPost(HttpClient);

impl HttpPost {
    /// Over the connections of this client.
    #[must_use]
    pub fn new(client: HttpClient) -> Self {
        Self(client)
    }
}

#[async_trait]
impl Post for HttpPost {
    async fn post(&self, context: &Context, document: WireRequest) -> Result<u16, Error> {
        self.0.deliver(context, document).await
    }
}
