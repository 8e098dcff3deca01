//! One connection, under limits.

use std::time::Duration;

use axum::Router;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use osier::SharedClock;
use tokio::net::TcpStream;
use tokio::sync::OwnedSemaphorePermit;
use tokio::task::JoinSet;

use super::patience::Patience;
use crate::config::ServerConfig;

/// The connections that are open. Dropping it cuts them all.
pub(super) struct Connections {
    builder: Builder<TokioExecutor>,
    service: TowerToHyperService<Router>,
    clock: SharedClock,
    write_timeout: Duration,
    tasks: JoinSet<()>,
}

impl Connections {
    pub(super) fn new(router: Router, limits: &ServerConfig, clock: &SharedClock) -> Self {
        let mut builder = Builder::new(TokioExecutor::new());
        builder
            .http1()
            .timer(TokioTimer::new())
            .header_read_timeout(limits.head_timeout)
            .http2()
            .timer(TokioTimer::new())
            .keep_alive_interval(limits.head_timeout);
        let service = TowerToHyperService::new(router);
        Self {
            builder,
            service,
            clock: SharedClock::clone(clock),
            write_timeout: limits.write_timeout,
            tasks: JoinSet::new(),
        }
    }

    pub(super) fn start(
        &mut self,
        stream: TcpStream,
        place: OwnedSemaphorePermit,
        graceful: &GracefulShutdown,
    ) {
        while self.tasks.try_join_next().is_some() {}
        // Without it, small records wait for the acknowledgement of the one before: 40 ms each.
        let _ = stream.set_nodelay(true);
        let clock = SharedClock::clone(&self.clock);
        let io = TokioIo::new(Patience::new(stream, clock, self.write_timeout));
        let connection = self.builder.serve_connection(io, self.service.clone()).into_owned();
        let connection = graceful.watch(connection);
        self.tasks.spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "connection ended early");
            }
            drop(place);
        });
    }
}
