//! A provider, a gateway before it and a client, each on threads of its own as if they were
//! processes of their own.

use std::net::SocketAddr;
use std::sync::Arc;

use osier_benches::sample;
use osier_gateway::assemble::{self, Assembled};
use osier_gateway::config::{Config, Interpolated, ProviderKind, TargetConfig};
use osier_gateway::{edge, server};
use osier_simulate::{Answer, Dialect, Script, Server, Step};
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use toml::Spanned;

use crate::Failure;

/// Everything one measurement needs. Dropping it stops everything.
pub(crate) struct Stage {
    /// Where the client runs: on the thread that waits for it, so that no thread wakes another
    /// between an answer and the reading of the clock.
    pub(crate) client: Runtime,
    pub(crate) gateway: Gateway,
    provider: Server,
    _provider_thread: Runtime,
}

/// A whole gateway on a port of 127.0.0.1.
pub(crate) struct Gateway {
    pub(crate) address: SocketAddr,
    _threads: Runtime,
}

impl Stage {
    pub(crate) fn start() -> Result<Self, Failure> {
        let provider_thread = runtime("provider", 1)?;
        let script = Script::of(Step::of(Answer::text(sample::text())));
        let provider = provider_thread.block_on(Server::start(Dialect::OpenAi, script))?;
        let gateway = Gateway::start(provider.addr())?;
        let client = Builder::new_current_thread().enable_all().build()?;
        Ok(Self { client, gateway, provider, _provider_thread: provider_thread })
    }

    /// Where the provider listens.
    pub(crate) fn provider(&self) -> SocketAddr {
        self.provider.addr()
    }

    /// How many connections the provider has taken.
    pub(crate) fn connections(&self) -> usize {
        usize::try_from(self.provider.connections()).unwrap_or(usize::MAX)
    }
}

impl Gateway {
    /// A gateway whose one target is the provider at this address. Its threads are as many as the
    /// binary has.
    pub(crate) fn start(provider: SocketAddr) -> Result<Self, Failure> {
        let cores = std::thread::available_parallelism()?;
        let threads = runtime("gateway", cores.get())?;
        let listener = threads.block_on(TcpListener::bind("127.0.0.1:0"))?;
        let address = listener.local_addr()?;
        let config = Config::any_model(vec![target(provider)]);
        let assembled = threads.block_on(assemble::gateway(&config))?;
        threads.spawn(serve(listener, config, assembled));
        Ok(Self { address, _threads: threads })
    }
}

/// The gateway logs as it does by default, but to nowhere: writing the lines belongs to its cost,
/// the speed of a terminal or a disk does not.
pub(crate) fn log_to_nowhere() {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::new("info"))
        .with_ansi(false)
        .with_writer(std::io::sink)
        .init();
}

fn runtime(name: &str, threads: usize) -> std::io::Result<Runtime> {
    Builder::new_multi_thread().worker_threads(threads).thread_name(name).enable_all().build()
}

async fn serve(listener: TcpListener, config: Config, assembled: Assembled) {
    let gateway = assembled.gateway;
    let router = edge::router(Arc::clone(&gateway));
    let (draining, clock) = (gateway.draining(), gateway.clock());
    server::serve(listener, router, &config.server, draining, clock, std::future::pending()).await;
}

/// As people configure it: with a key, and a model of its own, so that every request is edited.
fn target(provider: SocketAddr) -> TargetConfig {
    let mut target = TargetConfig::new("simulated", ProviderKind::OpenAi);
    let url = Interpolated::plain(format!("http://{provider}/v1"));
    target.base_url = Some(Spanned::new(0..0, url));
    target.api_key = Some(Interpolated::plain("sk-no-key-at-all"));
    target.with_model("gpt-4o-2024-08-06")
}
