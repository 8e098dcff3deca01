//! The simulator over real sockets.

mod builder;
mod clock;
mod connection;
mod incoming;
mod listen;
mod message;
mod plan;
mod respond;
mod seen;
mod state;

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use osier_core::Secret;
use tokio::net::TcpListener;
use tokio::select;

pub use builder::ServerBuilder;
pub use seen::{Seen, SeenEnd};

use self::listen::Listening;
use self::state::State;
use crate::dialect::Dialect;
use crate::script::Script;

/// A provider on a real socket that plays a [`Script`] in the exact bytes of a [`Dialect`].
///
/// HTTP/1.1 with keep-alive, without TLS. Between the script and the socket there is nothing that
/// could soften a fault: a reset is a reset, a cut is a cut.
///
/// Chat requests follow the script. Free requests (lists of models, versions) succeed unless the
/// script has [`probes`](Script::probes); what a real provider refuses before it asks a model (no
/// `model`, no messages, a wrong key) is refused here as well, and uses up no step. A client that
/// closes its side of the connection, even half of it, has left.
///
/// ```
/// use std::time::Duration;
/// use osier_simulate::{Dialect, Fault, Script, Server, Step};
///
/// # tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
/// let script = Script::of(Step::fault(Fault::Reset)).then(Step::answer("Hello"));
/// let server = Server::start(Dialect::OpenAi, script).await?;
/// println!("listening at {}/v1/chat/completions", server.url());
/// assert!(!server.wait_for_seen(1, Duration::from_millis(10)).await);
/// server.stop().await;
/// # Ok::<(), std::io::Error>(())
/// # })?;
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// To refuse connections, [`stop`](Self::stop) it. Real sockets know no virtual time: a test that
/// pauses tokio's clock uses [`Scripted`](crate::Scripted) in place of it.
///
/// Dropping it closes the listener and every connection.
pub struct Server {
    state: Arc<State>,
    address: SocketAddr,
    listening: Mutex<Option<Listening>>,
}

impl Server {
    /// Sets up a server; see [`ServerBuilder`] for what can be set.
    pub fn builder(dialect: Dialect, script: impl Into<Script>) -> ServerBuilder {
        ServerBuilder::new(dialect, script.into())
    }

    /// Starts on a free port of 127.0.0.1. Must run inside a tokio runtime with IO and time.
    ///
    /// # Errors
    ///
    /// If no port can be had.
    pub async fn start(dialect: Dialect, script: impl Into<Script>) -> io::Result<Self> {
        Self::builder(dialect, script).start().await
    }

    /// Starts on this address.
    ///
    /// # Errors
    ///
    /// If the address cannot be had.
    pub async fn start_on(
        address: SocketAddr,
        dialect: Dialect,
        script: impl Into<Script>,
    ) -> io::Result<Self> {
        Self::builder(dialect, script).start_on(address).await
    }

    async fn listen(state: Arc<State>, address: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let listening = Listening::spawn(listener, Arc::clone(&state));
        let listening = Mutex::new(Some(listening));
        Ok(Self { state, address, listening })
    }

    /// Where it listens, as `http://127.0.0.1:port`, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Where it listens.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.address
    }

    /// Plays another script, from its first step on. Answers that have begun are not affected.
    pub fn set_script(&self, script: impl Into<Script>) {
        self.state.set_script(script.into());
    }

    /// Refuses requests from now on that bring another key, or none; with `None`, takes any. Answers that
    /// have begun are not affected.
    pub fn set_key(&self, key: Option<Secret>) {
        self.state.set_key(key);
    }

    /// The moment it was started, on its clock: what [`Seen::at`] counts from.
    #[must_use]
    pub fn started(&self) -> Instant {
        self.state.started
    }

    /// The requests seen so far, oldest first; of more than 10,000 the last.
    #[must_use]
    pub fn seen(&self) -> Vec<Seen> {
        self.state.log.all()
    }

    /// How many requests were seen so far, free ones counted.
    #[must_use]
    pub fn seen_count(&self) -> u64 {
        self.state.log.count()
    }

    /// How many chat requests were seen so far.
    #[must_use]
    pub fn chat_count(&self) -> u64 {
        self.state.chats()
    }

    /// How many connections were taken so far: fewer than requests where clients use theirs again.
    #[must_use]
    pub fn connections(&self) -> u64 {
        self.state.connections.load(Ordering::Relaxed)
    }

    /// How many clients left before they had their answer.
    #[must_use]
    pub fn clients_left(&self) -> u64 {
        self.state.log.left()
    }

    /// Waits until `count` requests were seen; whether that came about `within` this time.
    #[must_use = "it says whether the wait was in vain"]
    pub async fn wait_for_seen(&self, count: u64, within: Duration) -> bool {
        self.wait(|_, seen| seen >= count, within).await
    }

    /// Waits until `check` holds of the requests seen; whether that came about `within` this time.
    /// `check` is asked again at every change; it must not call back into the server.
    #[must_use = "it says whether the wait was in vain"]
    pub async fn wait_until(&self, check: impl Fn(&[Seen]) -> bool, within: Duration) -> bool {
        self.wait(|seen, _| check(seen), within).await
    }

    /// Waits until a client has left; whether that came about `within` this time.
    #[must_use = "it says whether the wait was in vain"]
    pub async fn client_left(&self, within: Duration) -> bool {
        let left = |seen: &Seen| seen.end == Some(SeenEnd::ClientLeft);
        self.wait(|seen, _| seen.iter().any(left), within).await
    }

    async fn wait(&self, check: impl Fn(&[Seen], u64) -> bool, within: Duration) -> bool {
        select! {
            biased;
            () = self.state.log.wait(check) => true,
            () = self.state.pause(within) => false,
        }
    }

    /// Kills it: closes the listener and every connection, whatever they were doing. When this
    /// returns, connecting is refused. Stopping a stopped server does nothing.
    pub async fn stop(&self) {
        let listening = self.slot().take();
        if let Some(listening) = listening {
            listening.stop().await;
        }
    }

    /// Stops it if it runs, and listens again on the same address. The script goes on where it was.
    ///
    /// # Errors
    ///
    /// If somebody else took the port in between.
    pub async fn restart(&self) -> io::Result<()> {
        self.stop().await;
        let listener = TcpListener::bind(self.address).await?;
        let listening = Listening::spawn(listener, Arc::clone(&self.state));
        *self.slot() = Some(listening);
        Ok(())
    }

    fn slot(&self) -> std::sync::MutexGuard<'_, Option<Listening>> {
        self.listening.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("dialect", &self.state.dialect)
            .field("address", &self.address)
            .field("seen", &self.seen_count())
            .finish_non_exhaustive()
    }
}
