//! HTTP/1.1 responses, written by hand so that every byte is known.

use std::num::NonZeroUsize;

use bytes::{BufMut, Bytes, BytesMut};

use crate::dialect::Reply;

/// Ends a chunked body.
pub(super) const LAST_CHUNK: &[u8] = b"0\r\n\r\n";

/// How the end of a body is told.
#[derive(Clone, Copy, Debug)]
pub(super) enum Length {
    Known(usize),
    Chunked,
}

/// A response head.
pub(super) fn head<'a>(
    status: u16,
    content_type: &str,
    headers: impl IntoIterator<Item = (&'a str, &'a str)>,
    length: Length,
) -> Bytes {
    let mut out =
        format!("HTTP/1.1 {status} {}\r\ncontent-type: {content_type}\r\n", reason(status));
    for (name, value) in headers {
        out.push_str(&format!("{name}: {value}\r\n"));
    }
    match length {
        Length::Known(length) => out.push_str(&format!("content-length: {length}\r\n\r\n")),
        Length::Chunked => out.push_str("transfer-encoding: chunked\r\n\r\n"),
    }
    out.into()
}

/// A whole response.
pub(super) fn whole(reply: &Reply) -> Bytes {
    let headers = reply.headers.iter().map(|(name, value)| (&**name, &**value));
    let length = Length::Known(reply.body.len());
    let head = head(reply.status, &reply.content_type, headers, length);
    [&*head, reply.body.as_bytes()].concat().into()
}

/// Bytes as chunks of a body, each of at most `size` bytes.
pub(super) fn chunks(bytes: &[u8], size: Option<NonZeroUsize>) -> Vec<Bytes> {
    let size = size.map_or(bytes.len().max(1), NonZeroUsize::get);
    bytes.chunks(size).map(chunk).collect()
}

fn chunk(bytes: &[u8]) -> Bytes {
    let mut out = BytesMut::with_capacity(bytes.len() + 16);
    out.put_slice(format!("{:x}\r\n", bytes.len()).as_bytes());
    out.put_slice(bytes);
    out.put_slice(b"\r\n");
    out.freeze()
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        400 => "Bad Request",
        401 => "Unauthorized",
        402 => "Payment Required",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        413 => "Content Too Large",
        429 => "Too Many Requests",
        431 => "Request Header Fields Too Large",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        529 => "Overloaded",
        _ => "Unnamed",
    }
}
