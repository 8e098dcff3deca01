//! Reading a request's body, within bounds.

use std::time::Duration;

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use osier::{Clock, Error, ErrorKind};

use crate::config::ServerConfig;

/// How much of a body that is too large is still read, as a multiple of the limit: a client that is
/// cut off while it writes often never reads why.
const DRAIN_FACTOR: usize = 8;

/// The whole body.
///
/// # Errors
///
/// Too large (status 413), too slow (408), or broken off.
pub(super) async fn read(
    body: Body,
    limits: &ServerConfig,
    clock: &dyn Clock,
) -> Result<Bytes, Error> {
    let timer = clock.sleep_until(clock.after(limits.body_timeout));
    tokio::select! {
        biased;
        result = collect(body, limits.max_body.get()) => result,
        () = timer => Err(too_slow(limits.body_timeout)),
    }
}

async fn collect(mut body: Body, limit: usize) -> Result<Bytes, Error> {
    let mut first = Bytes::new();
    let mut all = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Error::new(ErrorKind::Cancelled))?;
        let Ok(data) = frame.into_data() else { continue };
        if first.len() + all.len() + data.len() > limit {
            drain(body, limit.saturating_mul(DRAIN_FACTOR)).await;
            return Err(too_large(limit));
        }
        match (first.is_empty(), all.is_empty()) {
            (true, true) => first = data,
            _ => {
                all.extend_from_slice(&std::mem::take(&mut first));
                all.extend_from_slice(&data);
            }
        }
    }
    Ok(if all.is_empty() { first } else { all.freeze() })
}

async fn drain(mut body: Body, mut left: usize) {
    while let Some(Ok(frame)) = body.frame().await {
        match left.checked_sub(frame.data_ref().map_or(0, Bytes::len)) {
            Some(rest) => left = rest,
            None => return,
        }
    }
}

fn too_large(limit: usize) -> Error {
    Error::invalid_request(format!("the body is larger than {limit} bytes"))
        .with_status(413)
        .with_code("request_too_large")
}

fn too_slow(limit: Duration) -> Error {
    let limit = humantime::format_duration(limit);
    Error::invalid_request(format!("the body did not arrive within {limit}"))
        .with_status(408)
        .with_code("request_timeout")
}
