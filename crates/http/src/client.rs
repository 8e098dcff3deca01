//! The connections.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use osier_core::{Error, ErrorKind};
use reqwest::redirect;

/// How long a connection may take to be made, TLS included. What the official SDKs wait.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Idle connections are closed before most load balancers do it: a request sent into a connection
/// that is just being closed would fail.
const POOL_IDLE: Duration = Duration::from_secs(50);
/// Idle connections that are kept per host.
const POOL_IDLE_PER_HOST: usize = 256;
/// How often a silent peer is asked whether it is still there.
const KEEP_ALIVE: Duration = Duration::from_secs(30);
/// How long it may take to answer that.
const KEEP_ALIVE_TIMEOUT: Duration = Duration::from_secs(15);
/// What one HTTP/2 stream may send ahead of its reader, in bytes.
const STREAM_WINDOW: u32 = 256 * 1024;
/// What all streams of one HTTP/2 connection may together: 256 readers may stop before the 257th
/// gets nothing.
const CONNECTION_WINDOW: u32 = 64 * 1024 * 1024;

/// A pool of connections. Cheap to clone; clones share the pool, so that several providers can.
///
/// HTTP/1.1, one connection for each request that is under way, used again when it has ended: a
/// request waits for no other, and a caller who stops reading holds up nobody but the provider.
/// [`http2`](HttpClientBuilder::http2) gives that up for fewer connections. Certificates are checked
/// against the system's. Small writes leave at once, and keep-alives find dead peers. A redirect is
/// never followed: it would carry a request and its key to another place.
///
/// Nothing is sent twice here, except what provably was not processed: a request on a kept connection
/// that turns out to be closed before a byte of it left, or one that HTTP/2 refuses.
///
/// ```
/// use osier_http::HttpClient;
/// use std::time::Duration;
///
/// let client = HttpClient::builder().connect_timeout(Duration::from_secs(2)).build()?;
/// # Ok::<(), osier_core::Error>(())
/// ```
#[derive(Clone)]
pub struct HttpClient {
    pool: reqwest::Client,
    settings: HttpClientBuilder,
    /// The pools of all clients that differ in nothing but the time a connection may take.
    siblings: Arc<Mutex<HashMap<Duration, reqwest::Client>>>,
}

impl HttpClient {
    /// A client with the defaults.
    ///
    /// # Errors
    ///
    /// See [`HttpClientBuilder::build`].
    pub fn new() -> Result<Self, Error> {
        Self::builder().build()
    }

    /// Sets up a client.
    pub fn builder() -> HttpClientBuilder {
        HttpClientBuilder { connect_timeout: CONNECT_TIMEOUT, env_proxies: false, http2: false }
    }

    /// The same client for connections that may take this long to be made. Clients made from one
    /// another share a pool where they agree on it.
    ///
    /// # Errors
    ///
    /// See [`HttpClientBuilder::build`].
    pub fn with_connect_timeout(&self, timeout: Duration) -> Result<Self, Error> {
        let settings = self.settings.clone().connect_timeout(timeout);
        let mut siblings = self.siblings.lock().unwrap_or_else(PoisonError::into_inner);
        let pool = match siblings.get(&timeout) {
            Some(pool) => pool.clone(),
            None => settings.pool()?,
        };
        siblings.insert(timeout, pool.clone());
        Ok(Self { pool, settings, siblings: Arc::clone(&self.siblings) })
    }

    pub(crate) async fn execute(
        &self,
        request: reqwest::Request,
    ) -> reqwest::Result<http::Response<reqwest::Body>> {
        self.pool.execute(request).await.map(Into::into)
    }
}

impl fmt::Debug for HttpClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HttpClient")
    }
}

/// Sets up an [`HttpClient`].
#[derive(Clone, Debug)]
#[must_use]
pub struct HttpClientBuilder {
    connect_timeout: Duration,
    env_proxies: bool,
    http2: bool,
}

impl HttpClientBuilder {
    /// How long name lookup, TCP and TLS may take together; 5 seconds by default.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Whether `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` of the environment count.
    ///
    /// Off by default: keys and prompts go where the configuration says and nowhere else, and a
    /// local model must not be asked for through a proxy that a shell happens to name.
    pub fn env_proxies(mut self, respect: bool) -> Self {
        self.env_proxies = respect;
        self
    }

    /// Whether HTTP/2 is spoken with servers that offer it over TLS. Off by default.
    ///
    /// It saves handshakes, and costs the independence of requests, because all of them to one host
    /// then share **one** connection:
    ///
    /// - At the number of streams the server allows at once (often 100), each further call waits for
    ///   another to end. It does so in silence, until its deadline.
    /// - Answers whose readers stop keep what they have been sent: at most 256 KiB each, and 64 MiB
    ///   together. Once 256 of them stand still, no other answer gets a byte.
    /// - One lost packet, and one broken connection, strikes all of them together.
    ///
    /// Leave it off in front of many concurrent requests to one provider; see
    /// `docs/decisions/0006-http1-upstream.md`.
    pub fn http2(mut self, offer: bool) -> Self {
        self.http2 = offer;
        self
    }

    /// The client.
    ///
    /// # Errors
    ///
    /// [`Internal`](ErrorKind::Internal) if TLS cannot be set up, for example because the system
    /// has no certificates to trust.
    pub fn build(self) -> Result<HttpClient, Error> {
        let pool = self.pool()?;
        let siblings = HashMap::from([(self.connect_timeout, pool.clone())]);
        Ok(HttpClient { pool, settings: self, siblings: Arc::new(Mutex::new(siblings)) })
    }

    fn pool(&self) -> Result<reqwest::Client, Error> {
        let builder = reqwest::Client::builder()
            .user_agent(concat!("osier/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(self.connect_timeout)
            .redirect(redirect::Policy::none())
            .referer(false)
            .tcp_nodelay(true)
            .tcp_keepalive(KEEP_ALIVE)
            .tcp_keepalive_interval(KEEP_ALIVE_TIMEOUT)
            .pool_idle_timeout(POOL_IDLE)
            .pool_max_idle_per_host(POOL_IDLE_PER_HOST);
        let builder = if self.env_proxies { builder } else { builder.no_proxy() };
        let builder = if self.http2 { with_http2(builder) } else { builder.http1_only() };
        builder.build().map_err(no_client)
    }
}

/// The windows are fixed: adaptive ones begin at 64 KiB for the whole connection, which one reader
/// who stops can use up.
fn with_http2(builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
    builder
        .http2_adaptive_window(false)
        .http2_initial_stream_window_size(STREAM_WINDOW)
        .http2_initial_connection_window_size(CONNECTION_WINDOW)
        .http2_keep_alive_interval(KEEP_ALIVE)
        .http2_keep_alive_timeout(KEEP_ALIVE_TIMEOUT)
        .http2_keep_alive_while_idle(true)
}

fn no_client(error: reqwest::Error) -> Error {
    Error::new(ErrorKind::Internal)
        .with_note("the HTTP client could not be set up; check the system's certificates")
        .with_source(error.without_url())
}
