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
    /// There is no body, and nothing is said of one.
    Nothing,
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
        Length::Nothing => out.push_str("\r\n"),
        Length::Chunked => out.push_str("transfer-encoding: chunked\r\n\r\n"),
    }
    out.into()
}

/// A whole response. Some statuses never have a body; the bytes of one would be taken for the
/// beginning of the next response.
pub(super) fn whole(reply: &Reply) -> Bytes {
    let headers = reply.headers.iter().map(|(name, value)| (&**name, &**value));
    let has_body = !matches!(reply.status, 204 | 304);
    let body = if has_body { reply.body.as_bytes() } else { b"" };
    let length = if has_body { Length::Known(body.len()) } else { Length::Nothing };
    let head = head(reply.status, &reply.content_type, headers, length);
    [&*head, body].concat().into()
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
        204 => "No Content",
        304 => "Not Modified",
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
