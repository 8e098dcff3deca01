//! A gateway, the providers behind it and a client before it, all on loopback.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};

use osier_gateway::assemble::{self, Assembled};
use osier_gateway::config::{Config, Interpolated, OffOr, ProviderKind, TargetConfig};
use osier_gateway::edge::Gateway;
use osier_gateway::{edge, server};
use osier_simulate::{Dialect, Script, Seen, Server};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::reply::Reply;

pub(crate) const DIALECTS: [Dialect; 4] =
    [Dialect::OpenAi, Dialect::Anthropic, Dialect::Azure, Dialect::Ollama];
/// A bound for everything a test waits for.
pub(crate) const BOUND: Duration = Duration::from_secs(20);

pub(crate) struct Stage {
    /// The providers a, b, c, … in the order of the route.
    pub(crate) providers: Vec<Server>,
    pub(crate) gateway: Arc<Gateway>,
    pub(crate) address: SocketAddr,
    pub(crate) client: reqwest::Client,
    stop: Option<oneshot::Sender<()>>,
    served: JoinHandle<bool>,
}

/// Providers a, b, c, … of one dialect behind one route for any model.
pub(crate) async fn stage(
    dialect: Dialect,
    scripts: impl IntoIterator<Item = impl Into<Script>>,
) -> Stage {
    staged(dialect, scripts, |_| ()).await
}

/// The same, with a last word on the configuration.
pub(crate) async fn staged(
    dialect: Dialect,
    scripts: impl IntoIterator<Item = impl Into<Script>>,
    adjust: impl FnOnce(&mut Config),
) -> Stage {
    let mut providers = Vec::new();
    for script in scripts {
        providers.push(Server::start(dialect, script).await.expect("a free port"));
    }
    before(dialect, providers, adjust).await
}

/// A gateway before these providers, which are the targets a, b, c, … of its route.
pub(crate) async fn before(
    dialect: Dialect,
    providers: Vec<Server>,
    adjust: impl FnOnce(&mut Config),
) -> Stage {
    let named = ["a", "b", "c", "d"].into_iter().zip(&providers);
    let targets = named.map(|(name, provider)| target(name, dialect, &provider.url())).collect();
    let mut config = Config::any_model(targets);
    // Providers count what they are asked; whoever is about probes turns them on.
    config.health.probe.enabled = Some(false);
    config.cache = OffOr::Off;
    adjust(&mut config);
    let (gateway, address, stop, served) = serve(config).await;
    let client = reqwest::Client::builder().no_proxy().timeout(BOUND).build().expect("a client");
    Stage { providers, gateway, address, client, stop: Some(stop), served }
}

/// A provider that can be stopped and comes back on the same port: on one that the system gives to nobody
/// of its own accord, so that no connection of another test takes it meanwhile.
pub(crate) async fn restartable(dialect: Dialect, script: impl Into<Script>) -> Server {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let script = script.into();
    // Tests that run at the same time in processes of their own do not take them from each other.
    let first = (std::process::id() % 560 * 16) as u16;
    loop {
        let port = 1_024 + (first + NEXT.fetch_add(1, Ordering::Relaxed)) % 8_960;
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        if let Ok(server) = Server::start_on(address, dialect, script.clone()).await {
            return server;
        }
    }
}

/// A target with limits short enough for a test.
fn target(name: &str, dialect: Dialect, url: &str) -> TargetConfig {
    let kind = match dialect {
        Dialect::Anthropic => ProviderKind::Anthropic,
        Dialect::Azure => ProviderKind::Azure,
        Dialect::Ollama => ProviderKind::Ollama,
        _ => ProviderKind::OpenAi,
    };
    let base = if kind == ProviderKind::OpenAi { format!("{url}/v1") } else { url.to_owned() };
    let mut target = TargetConfig::new(name, kind);
    target.base_url = Some(toml::Spanned::new(0..0, Interpolated::plain(base)));
    target.api_key = Some(Interpolated::plain("sk-test-key"));
    let short = Some(Duration::from_millis(400));
    target.timeout.headers = short;
    target.timeout.first_event = short;
    target.timeout.progress_idle = short;
    // Each test turns on what it is about.
    target.retry.max_attempts = Some(1);
    target.breaker.enabled = Some(false);
    target.limit.enabled = Some(false);
    target.with_model(format!("model-{name}"))
}

type Served = (Arc<Gateway>, SocketAddr, oneshot::Sender<()>, JoinHandle<bool>);

async fn serve(config: Config) -> Served {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let Assembled { gateway, simulators } = assemble::gateway(&config).await.expect("valid");
    let (stop, stopped) = oneshot::channel::<()>();
    let shown = Arc::clone(&gateway);
    let served = tokio::spawn(async move {
        let router = edge::router(Arc::clone(&gateway));
        let until = async move { drop(stopped.await) };
        let clock = gateway.clock();
        let serving =
            server::serve(listener, router, &config.server, gateway.draining(), clock, until);
        let finished = tokio::select! {
            finished = serving => finished,
            () = gateway.watch() => unreachable!("it watches for ever"),
        };
        drop(simulators);
        finished
    });
    (shown, address, stop, served)
}

pub(crate) fn body(stream: bool) -> Value {
    json!({ "model": "any", "stream": stream, "messages": [{ "role": "user", "content": "Hi" }] })
}

impl Stage {
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn post(&self, body: impl Into<reqwest::Body>) -> reqwest::RequestBuilder {
        let url = self.url("/v1/chat/completions");
        self.client.post(url).header("content-type", "application/json").body(body)
    }

    pub(crate) async fn chat(&self, stream: bool) -> Reply {
        self.send(self.post(body(stream).to_string())).await
    }

    pub(crate) async fn send(&self, request: reqwest::RequestBuilder) -> Reply {
        Reply::read(request.send().await.expect("a response")).await
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.send(self.client.get(self.url(path))).await
    }

    /// Tells the gateway to stop; the task tells whether everything finished in time.
    pub(crate) fn stop(mut self) -> (JoinHandle<bool>, Vec<Server>) {
        drop(self.stop.take());
        (self.served, self.providers)
    }

    /// The chat requests that a provider saw, in order.
    pub(crate) fn calls(&self, provider: usize) -> Vec<Seen> {
        self.providers[provider].seen().into_iter().filter(|seen| seen.chat.is_some()).collect()
    }

    /// When a provider was asked for the first time.
    pub(crate) fn asked_at(&self, provider: usize) -> Instant {
        self.providers[provider].started() + self.calls(provider)[0].at
    }

    /// The times between the chat requests that a provider saw.
    pub(crate) fn gaps(&self, provider: usize) -> Vec<Duration> {
        self.calls(provider).windows(2).map(|pair| pair[1].at - pair[0].at).collect()
    }

    /// How many chat requests each provider saw.
    pub(crate) fn counts(&self) -> Vec<u64> {
        self.providers.iter().map(Server::chat_count).collect()
    }
}
