//! What a body is, by how it begins.

use std::future::poll_fn;

use osier_core::adapter::{ContentType, Framing};
use osier_core::{Context, Delivery, Error};

use super::Shape;
use crate::body::poll_bytes;
use crate::pieces::Pieces;
use crate::provider::send;
use crate::transport;

/// With what a line of a stream begins.
const FIELDS: [&[u8]; 5] = [b"data:", b"event:", b"id:", b"retry:", b":"];
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";
/// How much may come that tells nothing, in bytes: some servers send white space to keep a
/// connection alive.
const MAX_UNTOLD: usize = 4096;

/// The shape of the answer to a request for server-sent events. As much of the body as it takes to
/// know it, the first piece in most cases, is added to `read`.
pub(super) async fn shape(
    context: &Context,
    read: &mut Pieces,
    body: &mut reqwest::Body,
    content_type: ContentType,
) -> Result<Shape, Error> {
    let otherwise = match content_type {
        ContentType::Json => Shape::Whole,
        _ => Shape::Stream(Framing::Sse),
    };
    let reading = read_until_told(context, read, body, otherwise);
    match context.before(context.deadline().moment(), reading).await {
        Some(shape) => shape.map_err(transport::in_body),
        None => Err(send::out_of_time(Delivery::Answered)),
    }
}

async fn read_until_told(
    context: &Context,
    read: &mut Pieces,
    body: &mut reqwest::Body,
    otherwise: Shape,
) -> reqwest::Result<Shape> {
    while read.len() < MAX_UNTOLD {
        let Some(bytes) = poll_fn(|cx| poll_bytes(body, context, cx)).await else {
            break;
        };
        read.add(bytes?);
        if let Some(shape) = told(read.as_bytes(), otherwise) {
            return Ok(shape);
        }
    }
    Ok(otherwise)
}

/// What the first bytes tell; `None` as long as they may be the beginning of more than one thing.
fn told(start: &[u8], otherwise: Shape) -> Option<Shape> {
    let text = start.strip_prefix(BYTE_ORDER_MARK).unwrap_or(start);
    // Empty lines may stand before a stream; a field does not begin with a space.
    let lines = text.iter().position(|byte| !matches!(byte, b'\r' | b'\n'));
    let text = text.get(lines.unwrap_or(text.len())..).unwrap_or_default();
    if FIELDS.iter().any(|field| text.starts_with(field)) {
        return Some(Shape::Stream(Framing::Sse));
    }
    if matches!(text.trim_ascii_start(), [b'{' | b'[', ..]) {
        return Some(Shape::Whole);
    }
    let is_open = FIELDS.iter().any(|field| field.starts_with(text));
    (!is_open && !BYTE_ORDER_MARK.starts_with(start)).then_some(otherwise)
}
