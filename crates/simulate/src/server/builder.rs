//! Setting up a server.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};

use osier_core::{Secret, SharedClock};

use super::Server;
use super::clock::Steady;
use super::seen::Log;
use super::state::{Play, State};
use crate::dialect::Dialect;
use crate::script::Script;

/// Sets up a [`Server`]. Defaults: any free port on 127.0.0.1, any key, tokio's clock, and a
/// `created` that is the same in every run.
#[derive(Debug)]
#[must_use = "a server does nothing until it is started"]
pub struct ServerBuilder {
    dialect: Dialect,
    script: Script,
    key: Option<Secret>,
    models: Vec<String>,
    clock: Option<SharedClock>,
}

impl ServerBuilder {
    pub(super) fn new(dialect: Dialect, script: Script) -> Self {
        let (key, clock) = (None, None);
        Self { dialect, script, key, models: default_models(dialect), clock }
    }

    /// Refuses requests that bring another key, or none: 401. [`Server::set_key`] sets another one later.
    pub fn require_key(mut self, key: impl Into<Secret>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// Sets the models that are listed. Chats are answered whatever model they name.
    pub fn models<M: Into<String>>(mut self, models: impl IntoIterator<Item = M>) -> Self {
        self.models = models.into_iter().map(Into::into).collect();
        self
    }

    /// Waits on this clock, and stamps answers with its time.
    pub fn clock(mut self, clock: SharedClock) -> Self {
        self.clock = Some(clock);
        self
    }

    /// Starts on a free port of 127.0.0.1.
    ///
    /// # Errors
    ///
    /// If no port can be had.
    pub async fn start(self) -> io::Result<Server> {
        self.start_on((Ipv4Addr::LOCALHOST, 0).into()).await
    }

    /// Starts on this address.
    ///
    /// # Errors
    ///
    /// If the address cannot be had.
    pub async fn start_on(self, address: SocketAddr) -> io::Result<Server> {
        let clock = self.clock.unwrap_or_else(|| Arc::new(Steady));
        let play = Play { script: self.script, ..Play::default() };
        let state = State {
            dialect: self.dialect,
            started: clock.now(),
            clock,
            models: self.models,
            key: Mutex::new(self.key),
            log: Log::new(),
            connections: AtomicU64::new(0),
            play: Mutex::new(play),
        };
        Server::listen(Arc::new(state), address).await
    }
}

fn default_models(dialect: Dialect) -> Vec<String> {
    let models: &[&str] = match dialect {
        Dialect::OpenAi | Dialect::Azure => &["gpt-4.1", "gpt-4o"],
        Dialect::Anthropic => &["claude-sonnet-4-5"],
        Dialect::Ollama => &["llama3.2:latest"],
    };
    models.iter().map(|&model| model.to_owned()).collect()
}
