//! A slow network.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::pause;

/// An address before a server.
pub(super) struct Proxy {
    address: SocketAddr,
    millis: Arc<AtomicU64>,
    task: JoinHandle<()>,
}

impl Proxy {
    pub(super) async fn before(server: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let millis = Arc::<AtomicU64>::default();
        let shared = Arc::clone(&millis);
        let task = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(connect(client, server.clone(), Arc::clone(&shared)));
            }
        });
        Self { address, millis, task }
    }

    pub(super) fn url(&self) -> String {
        format!("redis://{}", self.address)
    }

    /// Every piece that comes from the server takes so long.
    pub(super) fn delay(&self, delay: Duration) {
        let millis = u64::try_from(delay.as_millis()).expect("a short delay");
        self.millis.store(millis, Ordering::Relaxed);
    }
}

async fn connect(client: TcpStream, server: String, millis: Arc<AtomicU64>) {
    let Ok(server) = TcpStream::connect(server).await else { return };
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let none = AtomicU64::new(0);
    // When one side closes, both are closed.
    tokio::select! {
        () = copy(from_client, to_server, &none) => {}
        () = copy(from_server, to_client, &millis) => {}
    }
}

async fn copy(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    millis: &AtomicU64,
) {
    let mut piece = vec![0; 64 * 1024];
    while let Ok(length @ 1..) = from.read(&mut piece).await {
        let mut waited = 0;
        while waited < millis.load(Ordering::Relaxed) {
            pause(Duration::from_millis(10)).await;
            waited += 10;
        }
        if to.write_all(&piece[..length]).await.is_err() {
            return;
        }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}
