//! The network between a store and its server: slow, silent, or leading elsewhere by now.

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::scene::pass;

/// A stable address before a server.
pub(crate) struct Proxy {
    address: SocketAddr,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    target: Mutex<String>,
    delay: Mutex<Duration>,
    accepted: AtomicUsize,
    open: Mutex<Vec<Arc<AtomicBool>>>,
}

impl Proxy {
    pub(crate) async fn before(target: impl Into<String>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(State { target: Mutex::new(target.into()), ..State::default() });
        tokio::spawn(accept(listener, Arc::clone(&state)));
        Self { address, state }
    }

    pub(crate) fn url(&self) -> String {
        format!("redis://{}", self.address)
    }

    /// How many connections there were.
    pub(crate) fn accepted(&self) -> usize {
        self.state.accepted.load(Ordering::SeqCst)
    }

    /// New connections lead there; old ones stay where they are.
    pub(crate) fn lead_to(&self, target: impl Into<String>) {
        *self.state.target.lock().unwrap() = target.into();
    }

    /// Every piece that comes through takes so long.
    pub(crate) fn delay(&self, delay: Duration) {
        *self.state.delay.lock().unwrap() = delay;
    }

    /// From now on nothing comes through the connections that are there; new ones are as ever.
    pub(crate) fn swallow(&self) {
        for connection in self.state.open.lock().unwrap().iter() {
            connection.store(true, Ordering::SeqCst);
        }
    }
}

async fn accept(listener: TcpListener, state: Arc<State>) {
    while let Ok((client, _)) = listener.accept().await {
        state.accepted.fetch_add(1, Ordering::SeqCst);
        tokio::spawn(connect(client, Arc::clone(&state)));
    }
}

async fn connect(client: TcpStream, state: Arc<State>) {
    let target = state.target.lock().unwrap().clone();
    let Ok(server) = TcpStream::connect(target).await else { return };
    let swallowed = Arc::new(AtomicBool::new(false));
    state.open.lock().unwrap().push(Arc::clone(&swallowed));
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let there = copy(from_client, to_server, &swallowed, &state);
    let back = copy(from_server, to_client, &swallowed, &state);
    // When one side closes, both are closed.
    tokio::select! { _ = there => (), _ = back => () }
}

async fn copy(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    swallowed: &AtomicBool,
    state: &State,
) -> io::Result<()> {
    let mut piece = vec![0; 64 * 1024];
    loop {
        let length = from.read(&mut piece).await?;
        if length == 0 {
            return Ok(());
        }
        let delay = *state.delay.lock().unwrap();
        if !delay.is_zero() {
            pass(delay).await;
        }
        if !swallowed.load(Ordering::SeqCst) {
            to.write_all(&piece[..length]).await?;
        }
    }
}
