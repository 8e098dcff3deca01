//! A client that costs next to nothing: one connection, bytes out, bytes in.

use std::net::SocketAddr;
use std::time::Duration;

use osier_benches::sample;
use osier_core::Clock;
use osier_http::TokioClock;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::Failure;

/// No answer on loopback takes that long; a benchmark must not hang.
const PATIENCE: Duration = Duration::from_secs(10);
/// More than any answer here is long.
const ENOUGH: usize = 64 * 1024;

/// One connection. It is never made anew: if the other side closes it, the benchmark fails.
pub(crate) struct Client {
    stream: TcpStream,
    answer: Vec<u8>,
}

/// From the first byte of the request on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timing {
    /// To the first content.
    pub(crate) first: Duration,
    /// To the end of the answer.
    pub(crate) total: Duration,
}

/// The bytes of a whole request, head and body.
pub(crate) fn request(bytes: usize, stream: bool) -> Vec<u8> {
    let body = sample::request(bytes, stream);
    let head = format!(
        "POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1\r\nuser-agent: osier-benches\r\n\
         accept: application/json\r\nauthorization: Bearer sk-none\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    [head, body].concat().into_bytes()
}

impl Client {
    pub(crate) async fn connect(address: SocketAddr) -> Result<Self, Failure> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, answer: Vec::with_capacity(ENOUGH) })
    }

    /// Sends a request and reads its answer to the end.
    pub(crate) async fn exchange(&mut self, request: &[u8]) -> Result<Timing, Failure> {
        let started = TokioClock.now();
        tokio::select! {
            biased;
            timing = self.transact(request) => timing,
            () = TokioClock.sleep_until(started + PATIENCE) => Err("no answer in time".into()),
        }
    }

    async fn transact(&mut self, request: &[u8]) -> Result<Timing, Failure> {
        let started = TokioClock.now();
        let since = || TokioClock.now().saturating_duration_since(started);
        self.answer.clear();
        self.stream.write_all(request).await?;
        let mut first = None;
        loop {
            if self.stream.read_buf(&mut self.answer).await? == 0 {
                return Err("the connection was closed inside an answer".into());
            }
            if first.is_none() && contains(&self.answer, sample::FIRST_WORD) {
                first = Some(since());
            }
            if is_over(&self.answer) {
                break;
            }
        }
        let total = since();
        let sound =
            self.answer.starts_with(b"HTTP/1.1 200 ") && contains(&self.answer, sample::LAST_WORD);
        match first {
            Some(first) if sound => Ok(Timing { first, total }),
            _ => Err(format!("not the answer: {}", String::from_utf8_lossy(&self.answer)).into()),
        }
    }
}

fn contains(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|window| window == word.as_bytes())
}

/// Whether the answer has its last byte.
fn is_over(answer: &[u8]) -> bool {
    const LAST_CHUNK: &[u8] = b"\r\n0\r\n\r\n";
    let Some(head) = answer.windows(4).position(|window| window == b"\r\n\r\n") else {
        return false;
    };
    match answer.get(..head).and_then(length) {
        Some(length) => answer.len() >= head + 4 + length,
        None => answer.ends_with(LAST_CHUNK),
    }
}

/// The length a head names; a chunked body has none.
fn length(head: &[u8]) -> Option<usize> {
    let head = std::str::from_utf8(head).ok()?;
    head.lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .and_then(|(_, value)| value.trim().parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_over_at_its_last_byte() {
        let table: [(&[u8], bool); 6] = [
            (b"HTTP/1.1 200 OK\r\ncontent-len", false),
            (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{", false),
            (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", true),
            (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}", false),
            (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n", false),
            (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", true),
        ];
        for (answer, over) in table {
            assert_eq!(is_over(answer), over, "{}", String::from_utf8_lossy(answer));
        }
    }
}
