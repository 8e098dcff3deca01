//! One connection, under limits.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::Request;
use hyper::body::Incoming;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use osier::SharedClock;
use tokio::net::TcpStream;
use tokio::sync::OwnedSemaphorePermit;
use tokio::task::JoinSet;

use super::activity::{Activity, Silence};
use super::patience::Patience;
use super::sending::Sending;
use crate::config::ServerConfig;

/// Answers at the same time on one HTTP/2 connection: what the protocol's own document recommends.
const MAX_STREAMS: u32 = 100;

/// The connections that are open. Dropping it cuts them all.
pub(super) struct Connections {
    connection: Connection,
    tasks: JoinSet<()>,
}

/// How each connection is served.
#[derive(Clone)]
struct Connection {
    builder: Arc<Builder<TokioExecutor>>,
    service: TowerToHyperService<Router>,
    clock: SharedClock,
    write_timeout: Duration,
    silence: Silence,
}

impl Connection {
    async fn run(self, stream: TcpStream, watcher: Watcher) {
        let activity = Activity::default();
        let clock = SharedClock::clone(&self.clock);
        let stream = Patience::new(stream, activity.clone(), clock, self.write_timeout);
        let service = service_fn(|request: Request<Incoming>| {
            let answering = activity.answering();
            let sending = activity.sending();
            let answer = self.service.call(request);
            async move {
                let answer = answer.await;
                drop(answering);
                answer.map(|answer| answer.map(|body| Sending::new(body, sending)))
            }
        });
        let connection = self.builder.serve_connection(TokioIo::new(stream), service);
        tokio::select! {
            ended = watcher.watch(connection) => if let Err(error) = ended {
                tracing::debug!(%error, "connection ended early");
            },
            () = activity.has_ceased(&*self.clock, self.silence) => {}
        }
    }
}

impl Connections {
    pub(super) fn new(router: Router, limits: &ServerConfig, clock: &SharedClock) -> Self {
        let mut builder = Builder::new(TokioExecutor::new());
        builder
            .http1()
            .timer(TokioTimer::new())
            .header_read_timeout(limits.head_timeout)
            .http2()
            .max_concurrent_streams(MAX_STREAMS);
        let connection = Connection {
            builder: Arc::new(builder),
            service: TowerToHyperService::new(router),
            clock: SharedClock::clone(clock),
            write_timeout: limits.write_timeout,
            silence: Silence {
                idle: limits.head_timeout,
                sending: limits.write_timeout.max(limits.keep_alive.saturating_mul(2)),
            },
        };
        Self { connection, tasks: JoinSet::new() }
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
        let connection = self.connection.clone();
        let watcher = graceful.watcher();
        self.tasks.spawn(async move {
            connection.run(stream, watcher).await;
            drop(place);
        });
    }

    /// Cuts what is open, and waits until it is gone.
    pub(super) async fn cut(mut self) {
        self.tasks.shutdown().await;
    }
}
