//! Requests as they come in: heads by httparse, bodies by length or by chunks, all of it bounded.

mod body;

use bytes::{Bytes, BytesMut};
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

/// A head longer than this is refused.
const MAX_HEAD: usize = 64 * 1024;
/// More headers than this are refused.
const MAX_HEADERS: usize = 128;
/// Bytes read at once.
pub(super) const READ: usize = 16 * 1024;

/// A request, whole.
#[derive(Debug)]
pub(super) struct Incoming {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) query: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Bytes,
}

/// Why no request came.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The client closed the connection, or never finished.
    Gone,
    /// It is answered with this status, and the connection closed.
    Status(u16),
}

impl Incoming {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| &**value)
    }

    /// Whether the client wants another answer on this connection.
    pub(super) fn keeps_alive(&self) -> bool {
        let asked = self.header("connection").unwrap_or_default();
        !asked.eq_ignore_ascii_case("close")
    }
}

/// Reads the next request. `buffer` keeps what came after it.
pub(super) async fn read(
    stream: &mut TcpStream,
    buffer: &mut BytesMut,
) -> Result<Incoming, Refusal> {
    let mut incoming = loop {
        if let Some(incoming) = parse_head(buffer)? {
            break incoming;
        }
        if buffer.len() > MAX_HEAD {
            return Err(Refusal::Status(431));
        }
        fill(stream, buffer).await?;
    };
    incoming.body = body::read(&incoming, stream, buffer).await?;
    Ok(incoming)
}

/// Reads what is there, at least one byte.
async fn fill(stream: &mut TcpStream, buffer: &mut BytesMut) -> Result<(), Refusal> {
    buffer.reserve(READ);
    match stream.read_buf(buffer).await {
        Ok(0) | Err(_) => Err(Refusal::Gone),
        Ok(_) => Ok(()),
    }
}

fn parse_head(buffer: &mut BytesMut) -> Result<Option<Incoming>, Refusal> {
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut head = httparse::Request::new(&mut headers);
    let length = match head.parse(buffer) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) => return Ok(None),
        Err(httparse::Error::TooManyHeaders) => return Err(Refusal::Status(431)),
        Err(_) => return Err(Refusal::Status(400)),
    };
    if head.version != Some(1) {
        return Err(Refusal::Status(505));
    }
    let target = head.path.unwrap_or_default();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let lower = |header: &httparse::Header<'_>| {
        let value = String::from_utf8_lossy(header.value).into_owned();
        (header.name.to_ascii_lowercase(), value)
    };
    let incoming = Incoming {
        method: head.method.unwrap_or_default().to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers: head.headers.iter().map(lower).collect(),
        body: Bytes::new(),
    };
    drop(buffer.split_to(length));
    Ok(Some(incoming))
}
