//! One connection: request after request, each by its plan, with an eye on whether anybody listens.

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use osier_core::Deadline;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::select;

use super::incoming::{self, Incoming, READ, Refusal};
use super::message;
use super::plan::Act;
use super::respond::respond;
use super::seen::{Seen, SeenEnd};
use super::state::State;
use crate::dialect::Reply;

/// A client gets this long for its next request: longer than any pool keeps a connection.
const IDLE: Duration = Duration::from_secs(300);
/// Even a hang ends, or a forgotten client would hold its connection for ever.
const FOREVER: Duration = Duration::from_secs(3600);
/// A refused client gets this long to stop sending.
const DRAIN: Duration = Duration::from_secs(1);
/// What a client may send ahead while it waits for an answer.
const MAX_AHEAD: usize = 64 * 1024;

/// How a plan came out.
enum Played {
    /// To its end.
    Done,
    /// To its end, which is the end of the connection.
    Closed,
    /// The client left.
    Left,
}

pub(super) struct Connection {
    stream: TcpStream,
    buffer: BytesMut,
    state: Arc<State>,
}

impl Connection {
    pub(super) fn new(stream: TcpStream, state: Arc<State>) -> Self {
        // Without it an event may wait for the one after; if it cannot be set, only slower.
        let _ = stream.set_nodelay(true);
        let buffer = BytesMut::with_capacity(READ);
        Self { stream, buffer, state }
    }

    /// Serves until one side has had enough.
    pub(super) async fn serve(mut self) {
        loop {
            match self.next().await {
                Ok(incoming) => {
                    let keeps_alive = incoming.keeps_alive();
                    if !self.answer(incoming).await || !keeps_alive {
                        return;
                    }
                }
                Err(Refusal::Gone) => return,
                Err(Refusal::Status(status)) => {
                    let reply = Reply::plain(status, "the request was not understood");
                    if self.write(message::whole(&reply)).await {
                        self.drain().await;
                    }
                    return;
                }
            }
        }
    }

    /// Reads what the client still sends: closing with bytes unread would reset the connection,
    /// and the client might never read why.
    async fn drain(&mut self) {
        let _ = self.stream.shutdown().await;
        let state = Arc::clone(&self.state);
        let rest = async {
            while matches!(self.stream.read_buf(&mut self.buffer).await, Ok(read) if read > 0) {
                self.buffer.clear();
            }
        };
        select! {
            () = rest => {}
            () = state.pause(DRAIN) => {}
        }
    }

    async fn next(&mut self) -> Result<Incoming, Refusal> {
        let state = Arc::clone(&self.state);
        select! {
            incoming = incoming::read(&mut self.stream, &mut self.buffer) => incoming,
            () = state.pause(IDLE) => Err(Refusal::Gone),
        }
    }

    /// Answers; whether the connection lives on.
    async fn answer(&mut self, incoming: Incoming) -> bool {
        let state = Arc::clone(&self.state);
        let at = state.age();
        let number = state.log.next_number();
        let (chat, plan) = respond(&state, &incoming, number);
        let plan = if incoming.method == "HEAD" { plan.without_body() } else { plan };
        state.log.add(seen(number, chat, at, incoming));
        let played = self.play(plan.acts).await;
        let end = match played {
            Played::Left => SeenEnd::ClientLeft,
            Played::Done | Played::Closed => plan.end,
        };
        state.log.end(number, end, state.age());
        matches!(played, Played::Done)
    }

    async fn play(&mut self, acts: Vec<Act>) -> Played {
        for act in acts {
            let stays = match act {
                Act::Wait(span) => self.wait(span).await,
                Act::Write(bytes) => self.write(bytes).await,
                Act::Ping { bytes, every, lasting } => {
                    self.ping(&bytes, every, lasting.unwrap_or(FOREVER)).await
                }
                Act::Hang => return self.hang().await,
                Act::Close => return Played::Closed,
                Act::Reset => {
                    let _ = self.stream.set_zero_linger();
                    return Played::Closed;
                }
            };
            if !stays {
                return Played::Left;
            }
        }
        Played::Done
    }

    async fn hang(&mut self) -> Played {
        match self.wait(FOREVER).await {
            true => Played::Closed,
            false => Played::Left,
        }
    }

    /// Waits; whether the client does too.
    async fn wait(&mut self, span: Duration) -> bool {
        if span.is_zero() {
            return true;
        }
        let state = Arc::clone(&self.state);
        select! {
            biased;
            () = left(&mut self.stream, &mut self.buffer) => false,
            () = state.pause(span) => true,
        }
    }

    /// Writes; whether the client still reads.
    async fn write(&mut self, bytes: Bytes) -> bool {
        let state = Arc::clone(&self.state);
        let (mut read, mut write) = self.stream.split();
        select! {
            biased;
            written = write.write_all(&bytes) => written.is_ok(),
            () = left(&mut read, &mut self.buffer) => false,
            () = state.pause(FOREVER) => false,
        }
    }

    async fn ping(&mut self, bytes: &Bytes, every: Duration, lasting: Duration) -> bool {
        let end = Deadline::after(self.state.clock.now(), lasting);
        // At least a millisecond, or a script could spin.
        let every = every.max(Duration::from_millis(1));
        loop {
            let rest = end.remaining(self.state.clock.now());
            if rest <= every {
                return self.wait(rest).await;
            }
            if !self.wait(every).await || !self.write(bytes.clone()).await {
                return false;
            }
        }
    }
}

/// Resolves when the client has closed its side. What it sends ahead is kept, within bounds.
async fn left(stream: &mut (impl AsyncReadExt + Unpin), buffer: &mut BytesMut) {
    while buffer.len() < MAX_AHEAD {
        buffer.reserve(READ);
        match stream.read_buf(buffer).await {
            Ok(0) | Err(_) => return,
            Ok(_) => {}
        }
    }
    pending::<()>().await;
}

fn seen(number: u64, chat: Option<u64>, at: Duration, incoming: Incoming) -> Seen {
    let Incoming { method, path, query, headers, body } = incoming;
    Seen { number, chat, at, method, path, query, headers, body, end: None, took: None }
}
