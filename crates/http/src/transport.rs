//! What a failure of the transport means.
//!
//! The texts of the HTTP library may hold URLs, and a URL may hold a key. They are never shown: the
//! error is kept as the source, without its URL.

use std::error::Error as StdError;
use std::io;

use osier_core::{Delivery, Error, ErrorKind};

/// The request failed before the headers of its answer had come.
pub(crate) fn before_headers(error: reqwest::Error) -> Error {
    let meaning = if error.is_builder() {
        Error::new(ErrorKind::Internal)
            .with_delivery(Delivery::NotSent)
            .with_note("the request could not be built; check the provider's base URL")
    } else if error.is_connect() {
        not_connected(&error)
    } else if is_no_http(&error) {
        Error::new(ErrorKind::Malformed).with_note("the answer does not begin as HTTP does")
    } else {
        Error::new(ErrorKind::Server)
            .with_delivery(Delivery::MaybeSent)
            .with_note("the connection broke before the answer began")
    };
    meaning.with_source(error.without_url())
}

/// The connection broke inside the body of an answer.
pub(crate) fn in_body(error: reqwest::Error) -> Error {
    Error::new(ErrorKind::Cut).with_note("the connection broke").with_source(error.without_url())
}

fn not_connected(error: &reqwest::Error) -> Error {
    if error.is_timeout() {
        return Error::timeout("connect").with_delivery(Delivery::NotSent);
    }
    Error::new(ErrorKind::Connect).with_note(why_not_connected(error))
}

/// Whether bytes came that are no head of an answer, or one with too many or too large headers.
/// Somebody is there, and the next try would hear the same.
fn is_no_http(error: &reqwest::Error) -> bool {
    let mut cause = error.source();
    while let Some(error) = cause {
        if error.downcast_ref::<hyper::Error>().is_some_and(hyper::Error::is_parse) {
            return true;
        }
        cause = error.source();
    }
    false
}

/// A cause in fixed words.
fn why_not_connected(error: &reqwest::Error) -> &'static str {
    if error.is_dns() {
        return "the name of the host could not be resolved";
    }
    match io_kind(error) {
        Some(io::ErrorKind::ConnectionRefused) => "the connection was refused",
        Some(io::ErrorKind::ConnectionReset | io::ErrorKind::UnexpectedEof) => {
            "the connection was closed while it was being made"
        }
        Some(io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable) => {
            "the host cannot be reached"
        }
        Some(io::ErrorKind::InvalidData) => "the TLS handshake failed",
        _ => "the connection could not be made",
    }
}

/// The kind of the innermost IO error.
fn io_kind(error: &reqwest::Error) -> Option<io::ErrorKind> {
    let mut kind = None;
    let mut cause = error.source();
    while let Some(error) = cause {
        let io = error.downcast_ref::<io::Error>();
        kind = io.map(io::Error::kind).or(kind);
        // As a source, an IO error skips the error that it wraps.
        cause = match io.and_then(io::Error::get_ref) {
            Some(wrapped) => Some(wrapped),
            None => error.source(),
        };
    }
    kind
}
