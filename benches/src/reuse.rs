//! Whether the gateway uses its connections again. Not timed: a relay stands in between and counts.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::net::{TcpListener, TcpStream};

use crate::Failure;
use crate::client::{self, Client};
use crate::stage::{Gateway, Stage};

/// Requests of each shape.
const REQUESTS: usize = 100;

/// Connections the gateway made to the provider.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reuse {
    pub(crate) requests: usize,
    pub(crate) connections: usize,
}

impl Reuse {
    /// A connection that is still on its way back to the pool when the next request comes may cost
    /// a second one, or a third.
    pub(crate) fn is_sound(self) -> bool {
        self.connections * 20 <= self.requests
    }
}

/// Whole and streamed requests in turns, one after another.
pub(crate) fn measure(stage: &Stage) -> Result<Reuse, Failure> {
    stage.client.block_on(async {
        let accepted = Arc::new(AtomicUsize::new(0));
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let relay = listener.local_addr()?;
        tokio::spawn(relay_all(listener, stage.provider(), Arc::clone(&accepted)));
        let gateway = tokio::task::spawn_blocking(move || Gateway::start(relay)).await??;
        let requests = [client::request(1_000, false), client::request(1_000, true)];
        let mut client = Client::connect(gateway.address).await?;
        for _ in 0..REQUESTS {
            for request in &requests {
                client.exchange(request).await?;
            }
        }
        let connections = accepted.load(Ordering::Relaxed);
        // A runtime must not be dropped where others wait.
        tokio::task::spawn_blocking(move || drop(gateway)).await?;
        Ok(Reuse { requests: REQUESTS * requests.len(), connections })
    })
}

async fn relay_all(listener: TcpListener, to: SocketAddr, accepted: Arc<AtomicUsize>) {
    while let Ok((near, _)) = listener.accept().await {
        accepted.fetch_add(1, Ordering::Relaxed);
        tokio::spawn(relay(near, to));
    }
}

async fn relay(mut near: TcpStream, to: SocketAddr) -> std::io::Result<()> {
    let mut far = TcpStream::connect(to).await?;
    near.set_nodelay(true)?;
    far.set_nodelay(true)?;
    tokio::io::copy_bidirectional(&mut near, &mut far).await.map(drop)
}
