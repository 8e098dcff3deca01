//! Reading bodies, never more than allowed.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::Body as _;

use crate::pieces::Pieces;

/// Why a body was not read to its end.
pub(crate) enum Stop {
    /// It is larger than allowed.
    TooLarge,
    /// The connection broke.
    Broken(reqwest::Error),
}

/// The next bytes; `None` at the end. Trailers mean nothing here and count as no bytes. Whoever
/// watches over the request is told that something came.
pub(crate) fn poll_bytes(
    body: &mut reqwest::Body,
    context: &osier_core::Context,
    cx: &mut Context<'_>,
) -> Poll<Option<reqwest::Result<Bytes>>> {
    let frame = Pin::new(body).poll_frame(cx);
    if frame.is_ready() {
        context.beat();
    }
    frame.map_ok(|frame| frame.into_data().unwrap_or_default())
}

/// Adds what comes to `read`, until the end of the body. At any moment `read` holds what came so
/// far, and at most `max` bytes.
pub(crate) async fn read_into(
    read: &mut Pieces,
    body: &mut reqwest::Body,
    context: &osier_core::Context,
    max: usize,
) -> Result<(), Stop> {
    while let Some(bytes) = poll_fn(|cx| poll_bytes(body, context, cx)).await {
        let mut bytes = bytes.map_err(Stop::Broken)?;
        let room = max - read.len();
        let too_large = bytes.len() > room;
        bytes.truncate(room);
        read.add(bytes);
        if too_large {
            return Err(Stop::TooLarge);
        }
    }
    Ok(())
}
