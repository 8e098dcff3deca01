//! Taking connections, until told to stop.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::select;
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, JoinSet};

use super::connection::Connection;
use super::state::State;

/// Connections served at once; further ones wait in the system's queue.
const MAX_CONNECTIONS: usize = 4096;

/// Between two attempts to take a connection.
const BREATH: Duration = Duration::from_millis(10);

/// A server that takes connections. Dropping it ends it, and every connection with it, soon.
#[derive(Debug)]
pub(super) struct Listening {
    /// Its end is the signal: sent by [`stop`](Self::stop), or by whoever drops this.
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Listening {
    pub(super) fn spawn(listener: TcpListener, state: Arc<State>) -> Self {
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(listen(listener, state, stopped));
        Self { stop, task }
    }

    /// Closes the listener and every connection; returns when all are closed.
    pub(super) async fn stop(self) {
        drop(self.stop);
        // It fails only with its runtime, and then all is closed as well.
        let _ = self.task.await;
    }
}

async fn listen(listener: TcpListener, state: Arc<State>, mut stopped: oneshot::Receiver<()>) {
    let mut connections = JoinSet::new();
    loop {
        select! {
            _ = &mut stopped => break,
            Some(_) = connections.join_next() => {}
            stream = accept(&listener, &state), if connections.len() < MAX_CONNECTIONS => {
                state.connections.fetch_add(1, Ordering::Relaxed);
                connections.spawn(Connection::new(stream, Arc::clone(&state)).serve());
            }
        }
    }
    drop(listener);
    connections.shutdown().await;
}

/// The next connection. An error concerns one connection, or passes: the process may be short of
/// file descriptors for a moment.
async fn accept(listener: &TcpListener, state: &State) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return stream,
            Err(_) => state.pause(BREATH).await,
        }
    }
}
