//! Taking connections, no more than there are places.

use std::sync::Arc;
use std::time::Duration;

use osier::Clock;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How long to wait when the process has no file descriptor left: long enough not to spin, short
/// enough not to be noticed.
const BREATH: Duration = Duration::from_millis(50);

/// Takes connections for ever. Only dropping it ends it, between two connections.
pub(super) async fn run(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
    clock: &dyn Clock,
    mut start: impl FnMut(TcpStream, OwnedSemaphorePermit),
) {
    while let Ok(place) = Arc::clone(places).acquire_owned().await {
        match listener.accept().await {
            Ok((stream, _)) => start(stream, place),
            Err(error) if is_of_one_connection(&error) => {}
            Err(error) => {
                tracing::error!(%error, "cannot take connections");
                clock.sleep_until(clock.after(BREATH)).await;
            }
        }
    }
}

/// The caller was gone before it was accepted.
fn is_of_one_connection(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}
