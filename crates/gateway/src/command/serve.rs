//! `osier serve`: the gateway itself.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::oneshot;

use super::Failure;
use super::arguments::ServeArguments;
use super::configuration::{Source, find};
use super::signals::{Hangups, Signals};
use crate::assemble::{self, Assembled};
use crate::config::Config;
use crate::{edge, server, simulated};

/// Beside the configuration, where whoever started the gateway looks first.
pub(super) const DATA_DIR: &str = "osier-data";

/// Serves until it is told to stop.
pub(super) async fn run(arguments: ServeArguments) -> Result<(), Failure> {
    start_log();
    // First of all: whoever has never heard of a SIGHUP is ended by it.
    let hangups = Hangups::listen()?;
    let mut config = configuration(&arguments).await?;
    config.listen = arguments.listen.unwrap_or(config.listen);
    let data_dir = arguments.data_dir.or(config.data_dir.take());
    config.data_dir = Some(data_dir.unwrap_or_else(|| DATA_DIR.into()));
    let listener = listen(config.listen).await?;
    let assembled = assemble::gateway(&config).await?;
    let signals = Signals::listen()?;
    announce(&listener, &assembled);
    let finished = run_until_told(listener, &config, &assembled, signals, hangups).await?;
    assembled.gateway.keep_answers().await;
    if finished {
        return Ok(());
    }
    Err("stopped; some answers were cut".into())
}

async fn configuration(arguments: &ServeArguments) -> Result<Config, Failure> {
    Ok(match find(arguments.config.as_deref()).await? {
        Source::File(file, config) => {
            tracing::info!(file = %file.display(), "configuration read");
            config
        }
        Source::Environment(config) => {
            tracing::info!("no osier.toml; using the providers found in the environment");
            config
        }
        Source::Nothing => {
            simulated::announce();
            simulated::config()
        }
    })
}

async fn run_until_told(
    listener: TcpListener,
    config: &Config,
    assembled: &Assembled,
    mut signals: Signals,
    mut hangups: Hangups,
) -> Result<bool, Failure> {
    let gateway = &assembled.gateway;
    let (told, stop) = oneshot::channel::<()>();
    let router = edge::router(Arc::clone(gateway));
    let (draining, clock) = (&gateway.draining, &gateway.clock);
    let until = async move { drop(stop.await) };
    let serving = server::serve(listener, router, &config.server, draining, clock, until);
    let signalled = async {
        let delay = signals.first(config.server.drain_delay).await;
        tracing::info!("told to stop; letting answers finish");
        draining.begin();
        tokio::select! {
            () = clock.sleep_until(clock.after(delay)) => {}
            () = signals.any() => {}
        }
        drop(told);
        signals.any().await;
    };
    let reinstating = async {
        loop {
            hangups.next().await;
            let reinstated = gateway.reinstate();
            tracing::info!(reinstated, "told to use benched credentials again");
        }
    };
    tokio::select! {
        finished = serving => Ok(finished),
        () = signalled => Ok(false),
        () = gateway.watch() => Ok(false),
        () = reinstating => Ok(false),
    }
}

async fn listen(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| {
        format!("cannot listen on {address}: {error}; choose another with --listen ADDR").into()
    })
}

fn announce(listener: &TcpListener, assembled: &Assembled) {
    let address = listener.local_addr().map(|address| address.to_string()).unwrap_or_default();
    for info in &assembled.gateway.targets {
        let (target, model) = (info.target().name(), info.target().model_name());
        tracing::info!(%target, provider = info.provider, model, "target");
    }
    tracing::info!("listening on http://{address}/v1");
}

fn start_log() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("OSIER_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    let colour = std::io::IsTerminal::is_terminal(&std::io::stderr());
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(colour)
        .with_target(false)
        .with_writer(std::io::stderr)
        .init();
}
