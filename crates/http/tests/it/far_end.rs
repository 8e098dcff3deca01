//! A server that does exactly what a script says, byte for byte.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use crate::setting::nap;

/// What happens after a request has been read.
#[derive(Clone)]
pub(crate) enum Step {
    /// These bytes leave at once.
    Send(Vec<u8>),
    /// Nothing for a while.
    Pause(Duration),
    /// The connection is closed in order.
    Close,
    /// The connection is reset.
    Reset,
    /// Nothing, until the other side closes.
    Hang,
}

/// The script of one request. When it ends, the next request on the same connection is read.
pub(crate) type Script = Vec<Step>;

pub(crate) struct FarEnd {
    pub(crate) url: String,
    state: Arc<State>,
    task: JoinHandle<()>,
}

#[derive(Default)]
struct State {
    scripts: Mutex<VecDeque<Script>>,
    requests: Mutex<Vec<String>>,
    accepted: AtomicUsize,
    closed_by_peer: Notify,
}

impl FarEnd {
    /// Answers one request after the other by these scripts, on any number of connections.
    pub(crate) async fn playing(scripts: impl IntoIterator<Item = Script>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let scripts = Mutex::new(scripts.into_iter().collect());
        let state = Arc::new(State { scripts, ..State::default() });
        let task = tokio::spawn(accept(listener, Arc::clone(&state)));
        Self { url, state, task }
    }

    /// How many connections were made.
    pub(crate) fn accepted(&self) -> usize {
        self.state.accepted.load(Ordering::SeqCst)
    }

    /// The requests as they came: head and body.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.state.requests.lock().unwrap().clone()
    }

    /// Waits until the other side has closed a connection in the middle of a script.
    pub(crate) async fn peer_closes(&self) {
        let closed = self.state.closed_by_peer.notified();
        let waited = tokio::time::timeout(Duration::from_secs(1), closed).await;
        waited.expect("the connection stays open");
    }
}

impl Drop for FarEnd {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(listener: TcpListener, state: Arc<State>) {
    loop {
        let (socket, _) = listener.accept().await.unwrap();
        state.accepted.fetch_add(1, Ordering::SeqCst);
        tokio::spawn(serve(socket, Arc::clone(&state)));
    }
}

async fn serve(mut socket: TcpStream, state: Arc<State>) {
    socket.set_nodelay(true).unwrap();
    while let Some(request) = read_request(&mut socket).await {
        state.requests.lock().unwrap().push(request);
        let script = state.scripts.lock().unwrap().pop_front();
        for step in script.expect("a request too many") {
            match step {
                Step::Send(bytes) => {
                    let _ = socket.write_all(&bytes).await;
                }
                Step::Pause(pause) => nap(pause).await,
                Step::Close => return,
                Step::Reset => return socket.set_zero_linger().unwrap(),
                Step::Hang => {
                    while socket.read(&mut [0; 64]).await.is_ok_and(|n| n > 0) {}
                    return state.closed_by_peer.notify_one();
                }
            }
        }
    }
}

async fn read_request(socket: &mut TcpStream) -> Option<String> {
    let mut text = String::new();
    let mut buffer = [0; 4096];
    while !is_whole(&text) {
        match socket.read(&mut buffer).await {
            Ok(0) | Err(_) => return None,
            Ok(n) => text.push_str(std::str::from_utf8(&buffer[..n]).unwrap()),
        }
    }
    Some(text)
}

fn is_whole(request: &str) -> bool {
    let Some((head, body)) = request.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    body.len() >= length.map_or(0, |length| length.parse().unwrap())
}

/// A whole response of this status and type.
pub(crate) fn reply(status: u16, content_type: &str, body: &str) -> Step {
    reply_with(status, &[("content-type", content_type)], body)
}

pub(crate) fn reply_with(status: u16, headers: &[(&str, &str)], body: &str) -> Step {
    let mut text = format!("HTTP/1.1 {status} Some Words\r\ncontent-length: {}\r\n", body.len());
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    Step::Send(format!("{text}\r\n{body}").into_bytes())
}

/// The head of a chunked response.
pub(crate) fn head(content_type: &str) -> Step {
    let text = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\nx-request-id: req_1\r\n\
         transfer-encoding: chunked\r\n\r\n"
    );
    Step::Send(text.into_bytes())
}

/// One chunk of a chunked response.
pub(crate) fn chunk(body: impl AsRef<[u8]>) -> Step {
    let body = body.as_ref();
    let mut bytes = format!("{:x}\r\n", body.len()).into_bytes();
    bytes.extend_from_slice(body);
    bytes.extend_from_slice(b"\r\n");
    Step::Send(bytes)
}

/// The end of a chunked response.
pub(crate) fn end() -> Step {
    Step::Send(b"0\r\n\r\n".to_vec())
}
