//! A provider behind HTTP.

mod answer;
mod builder;
mod deliver;
mod fetch;
mod refusal;
mod send;

use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use osier_core::adapter::Call;
use osier_core::{Adapter, Context, Deadline, Error, ErrorKind, Provider, Request, Response};

pub use builder::HttpProviderBuilder;

use crate::client::HttpClient;
use crate::headers;
use builder::Settings;

/// How long a probe may take. A provider that cannot list its models in that time is not well.
const PROBE: Duration = Duration::from_secs(5);

/// Answers requests by asking a provider over HTTP, in the dialect of its adapter.
///
/// It makes exactly one attempt per call, and bounds everything it waits for and everything it
/// holds:
///
/// | what | bound | default |
/// |---|---|---|
/// | connection, TLS included | [`HttpClientBuilder::connect_timeout`](crate::HttpClientBuilder::connect_timeout) | 5 s |
/// | everything | the deadline of the context | |
/// | silence inside a streamed answer, pings count as sound | [`byte_idle`](HttpProviderBuilder::byte_idle) | 75 s |
/// | a whole answer | [`max_answer`](HttpProviderBuilder::max_answer) | 64 MiB |
/// | one event of a streamed answer | [`max_record`](HttpProviderBuilder::max_record) | 16 MiB |
/// | the body of a refusal | fixed | 64 KiB, 5 s |
///
/// A streamed answer ends normally at the provider's terminator, or once every choice has its finish
/// reason and nothing follows for two seconds (ten while the usage that was asked for is missing), or
/// nothing but nonsense. Any other end is an error, the last item of the stream.
///
/// ```
/// use osier_core::{Adapter, SharedProvider};
/// use osier_http::{HttpClient, HttpProvider};
///
/// /// Two providers that share their connections.
/// fn providers(one: impl Adapter, other: impl Adapter) -> Result<[SharedProvider; 2], osier_core::Error> {
///     let client = HttpClient::new()?;
///     let one = HttpProvider::new(client.clone(), one);
///     let other = HttpProvider::builder(client, other).max_answer(1024 * 1024).build();
///     Ok([SharedProvider::new(one), SharedProvider::new(other)])
/// }
/// ```
///
/// # Cancellation
///
/// Dropping the call or the stream closes its connection; with
/// [`http2`](crate::HttpClientBuilder::http2) it resets its stream.
pub struct HttpProvider<A> {
    adapter: A,
    client: HttpClient,
    settings: Settings,
}

impl<A: Adapter> HttpProvider<A> {
    /// A provider with the defaults.
    #[must_use]
    pub fn new(client: HttpClient, adapter: A) -> Self {
        Self::builder(client, adapter).build()
    }

    /// Sets up a provider on this pool of connections.
    pub fn builder(client: HttpClient, adapter: A) -> HttpProviderBuilder<A> {
        HttpProviderBuilder::new(client, adapter)
    }
}

#[async_trait]
impl<A: Adapter> Provider for HttpProvider<A> {
    fn id(&self) -> &str {
        self.adapter.id()
    }

    async fn call(&self, context: &Context, request: Request) -> Result<Response, Error> {
        let wire = self.adapter.encode(&request)?;
        let (parts, body) = send::send(&self.client, context, wire).await?.into_parts();
        let unix_time = context.clock().unix_time();
        let facts = headers::facts(&parts.headers, unix_time);
        if !parts.status.is_success() {
            return Err(self.refusal(context, parts.status, &facts, body).await);
        }
        if headers::is_compressed(&parts.headers) {
            return Err(compressed());
        }
        let call = Call { request: &request, id: context.id(), unix_time: unix_time.as_secs() };
        let response = self.answer(context, &call, facts.content_type, body).await?;
        Ok(response.with_upstream_id(facts.request_id))
    }

    /// Any success status is a yes. Five seconds are allowed, or what is left of the deadline.
    async fn probe(&self, context: &Context) -> Result<(), Error> {
        let narrowed = context.narrowed(Deadline::after(context.clock().now(), PROBE));
        let result = self.ask_alive(&narrowed).await;
        result.map_err(|error| match error.kind() {
            ErrorKind::DeadlineExceeded if !context.remaining().is_zero() => {
                Error::timeout("probe").with_delivery(error.delivery())
            }
            _ => error,
        })
    }
}

impl<A: Adapter> HttpProvider<A> {
    async fn ask_alive(&self, context: &Context) -> Result<(), Error> {
        let wire = self.adapter.probe();
        let (parts, body) = send::send(&self.client, context, wire).await?.into_parts();
        if parts.status.is_success() {
            // Read to its end, so that the connection can be used again.
            refusal::read_some(context, body).await;
            return Ok(());
        }
        let facts = headers::facts(&parts.headers, context.clock().unix_time());
        Err(self.refusal(context, parts.status, &facts, body).await)
    }
}

/// No encoding was asked for, and decompressing is a way to be flooded.
fn compressed() -> Error {
    Error::new(ErrorKind::Malformed).with_note("the answer is compressed, which was not asked for")
}

impl<A: Adapter> fmt::Debug for HttpProvider<A> {
    /// The name and the bounds; an adapter holds keys.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpProvider")
            .field("id", &self.adapter.id())
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}
