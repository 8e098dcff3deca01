//! Listening: connections in, limits on them, and an orderly end.

mod accept;
mod activity;
mod connection;
mod draining;
mod patience;
mod sending;

use std::future::Future;
use std::sync::Arc;

use axum::Router;
use hyper_util::server::graceful::GracefulShutdown;
use osier::SharedClock;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

pub use draining::Draining;

use crate::config::ServerConfig;
use connection::Connections;

/// Serves until `stop` resolves, then lets what is under way finish within the grace period.
///
/// New connections end at once; idle ones are closed; streams go on. What is still open when the
/// grace period is over is cut. Gives whether everything finished in time.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    limits: &ServerConfig,
    draining: &Draining,
    clock: &SharedClock,
    stop: impl Future<Output = ()>,
) -> bool {
    let graceful = GracefulShutdown::new();
    let places = limits.max_connections.get().min(Semaphore::MAX_PERMITS);
    let places = Arc::new(Semaphore::new(places));
    let mut connections = Connections::new(router, limits, clock);
    let accept = accept::run(&listener, &places, &**clock, |stream, place| {
        connections.start(stream, place, &graceful);
    });
    tokio::select! {
        () = accept => {}
        () = stop => {}
    }
    draining.begin();
    drop(listener);
    let finished = tokio::select! {
        () = graceful.shutdown() => true,
        () = clock.sleep_until(clock.after(limits.shutdown_grace)) => false,
    };
    connections.cut().await;
    finished
}
