//! The body of a request.

use bytes::{Bytes, BytesMut};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use super::{Incoming, Refusal, fill};

/// A longer body is refused.
const MAX_BODY: usize = 64 * 1024 * 1024;

pub(super) async fn read(
    head: &Incoming,
    stream: &mut TcpStream,
    buffer: &mut BytesMut,
) -> Result<Bytes, Refusal> {
    let length = match head.header("content-length") {
        Some(length) => length.parse().map_err(|_| Refusal::Status(400))?,
        None => 0,
    };
    if length > MAX_BODY {
        return Err(Refusal::Status(413));
    }
    if buffer.is_empty() && head.header("expect").is_some() {
        let go_on = stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").await;
        go_on.map_err(|_| Refusal::Gone)?;
    }
    match head.header("transfer-encoding") {
        Some(coding) if coding.eq_ignore_ascii_case("chunked") => chunked(stream, buffer).await,
        Some(_) => Err(Refusal::Status(501)),
        None => exactly(length, stream, buffer).await,
    }
}

async fn exactly(
    length: usize,
    stream: &mut TcpStream,
    buffer: &mut BytesMut,
) -> Result<Bytes, Refusal> {
    while buffer.len() < length {
        fill(stream, buffer).await?;
    }
    Ok(buffer.split_to(length).freeze())
}

async fn chunked(stream: &mut TcpStream, buffer: &mut BytesMut) -> Result<Bytes, Refusal> {
    let mut body = BytesMut::new();
    loop {
        let size = chunk_size(stream, buffer).await?;
        if size == 0 {
            trailers(stream, buffer).await?;
            return Ok(body.freeze());
        }
        if body.len() + size > MAX_BODY {
            return Err(Refusal::Status(413));
        }
        let chunk = exactly(size + 2, stream, buffer).await?;
        match chunk.strip_suffix(b"\r\n") {
            Some(data) => body.extend_from_slice(data),
            None => return Err(Refusal::Status(400)),
        }
    }
}

async fn chunk_size(stream: &mut TcpStream, buffer: &mut BytesMut) -> Result<usize, Refusal> {
    loop {
        match httparse::parse_chunk_size(buffer) {
            Ok(httparse::Status::Complete((length, size))) => {
                drop(buffer.split_to(length));
                let size = usize::try_from(size).unwrap_or(usize::MAX);
                return if size > MAX_BODY { Err(Refusal::Status(413)) } else { Ok(size) };
            }
            Ok(httparse::Status::Partial) if buffer.len() < 1024 => fill(stream, buffer).await?,
            _ => return Err(Refusal::Status(400)),
        }
    }
}

async fn trailers(stream: &mut TcpStream, buffer: &mut BytesMut) -> Result<(), Refusal> {
    loop {
        let mut headers = [httparse::EMPTY_HEADER; 16];
        match httparse::parse_headers(buffer, &mut headers) {
            Ok(httparse::Status::Complete((length, _))) => {
                drop(buffer.split_to(length));
                return Ok(());
            }
            Ok(httparse::Status::Partial) if buffer.len() < super::MAX_HEAD => {
                fill(stream, buffer).await?;
            }
            _ => return Err(Refusal::Status(400)),
        }
    }
}
