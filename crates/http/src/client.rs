//! The connections.

use std::fmt;
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

/// A pool of connections. Cheap to clone; clones share the pool, so that several providers can.
///
/// HTTP/2 where the server offers it over TLS, else HTTP/1.1; certificates are checked against the
/// system's. Small writes leave at once, and TCP and HTTP/2 keep-alives find dead peers. A redirect
/// is never followed: it would carry a request and its key to another place.
///
/// A request that HTTP/2 proves unprocessed (a refused stream, a graceful shutdown) is sent again on
/// another connection. Nothing else is sent twice here.
///
/// ```
/// use osier_http::HttpClient;
/// use std::time::Duration;
///
/// let client = HttpClient::builder().connect_timeout(Duration::from_secs(2)).build()?;
/// # Ok::<(), osier_core::Error>(())
/// ```
#[derive(Clone)]
pub struct HttpClient(reqwest::Client);

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
        HttpClientBuilder { connect_timeout: CONNECT_TIMEOUT, env_proxies: false }
    }

    pub(crate) async fn execute(
        &self,
        request: reqwest::Request,
    ) -> reqwest::Result<http::Response<reqwest::Body>> {
        self.0.execute(request).await.map(Into::into)
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

    /// The client.
    ///
    /// # Errors
    ///
    /// [`Internal`](ErrorKind::Internal) if TLS cannot be set up, for example because the system
    /// has no certificates to trust.
    pub fn build(self) -> Result<HttpClient, Error> {
        let builder = reqwest::Client::builder()
            .user_agent(concat!("osier/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(self.connect_timeout)
            .redirect(redirect::Policy::none())
            .referer(false)
            .tcp_nodelay(true)
            .tcp_keepalive(KEEP_ALIVE)
            .tcp_keepalive_interval(KEEP_ALIVE_TIMEOUT)
            .http2_keep_alive_interval(KEEP_ALIVE)
            .http2_keep_alive_timeout(KEEP_ALIVE_TIMEOUT)
            .pool_idle_timeout(POOL_IDLE)
            .pool_max_idle_per_host(POOL_IDLE_PER_HOST);
        let builder = if self.env_proxies { builder } else { builder.no_proxy() };
        builder.build().map(HttpClient).map_err(no_client)
    }
}

fn no_client(error: reqwest::Error) -> Error {
    Error::new(ErrorKind::Internal)
        .with_note("the HTTP client could not be set up; check the system's certificates")
        .with_source(error.without_url())
}
