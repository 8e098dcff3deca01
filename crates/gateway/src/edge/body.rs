//! Reading a request's body, within bounds.

use std::time::Duration;

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use osier::{Clock, Error, ErrorKind};

use crate::config::ServerConfig;

/// How much of a refused body is still read, in bytes, and for how long: a client that is cut off
/// while it writes often never reads why.
const DRAIN: usize = 256 * 1024 * 1024;
const DRAIN_TIME: Duration = Duration::from_secs(10);
/// Memory taken at once for a body that was announced as large; the rest as it comes.
const RESERVED: usize = 1024 * 1024;

/// The whole body.
///
/// # Errors
///
/// Too large (status 413), too slow (408), or broken (400).
pub(super) async fn read(
    mut body: Body,
    limits: &ServerConfig,
    clock: &dyn Clock,
) -> Result<Bytes, Error> {
    let limit = limits.max_body.get();
    let timer = clock.sleep_until(clock.after(limits.body_timeout));
    let result = tokio::select! {
        biased;
        result = collect(&mut body, limit) => result,
        () = timer => Err(too_slow(limits.body_timeout)),
    };
    if result.as_ref().is_err_and(|error| error.status() == Some(413)) {
        drain(body, clock).await;
    }
    result
}

/// Reads on without keeping anything, so that the client gets to read the answer.
pub(super) async fn drain(mut body: Body, clock: &dyn Clock) {
    let announced = http_body::Body::size_hint(&body).lower();
    if announced > DRAIN as u64 {
        return;
    }
    let reading = async {
        let mut left = DRAIN;
        while let Some(Ok(frame)) = body.frame().await {
            match left.checked_sub(frame.data_ref().map_or(0, Bytes::len)) {
                Some(rest) => left = rest,
                None => return,
            }
        }
    };
    tokio::select! {
        () = reading => {}
        () = clock.sleep_until(clock.after(DRAIN_TIME)) => {}
    }
}

/// A body that came in one piece is not copied.
async fn collect(body: &mut Body, limit: usize) -> Result<Bytes, Error> {
    let announced = usize::try_from(http_body::Body::size_hint(body).lower()).unwrap_or(usize::MAX);
    if announced > limit {
        return Err(too_large(limit));
    }
    let mut first = Bytes::new();
    let mut all = BytesMut::new();
    while let Some(data) = next(body).await? {
        if first.len() + all.len() + data.len() > limit {
            return Err(too_large(limit));
        }
        if first.is_empty() && all.is_empty() {
            first = data;
            continue;
        }
        if all.is_empty() {
            all.reserve(announced.min(RESERVED).max(first.len() + data.len()));
            all.extend_from_slice(&std::mem::take(&mut first));
        }
        all.extend_from_slice(&data);
    }
    Ok(if all.is_empty() { first } else { all.freeze() })
}

/// The next piece of data; trailers are passed over.
async fn next(body: &mut Body) -> Result<Option<Bytes>, Error> {
    while let Some(frame) = body.frame().await {
        if let Ok(data) = frame.map_err(|_| broken())?.into_data() {
            return Ok(Some(data));
        }
    }
    Ok(None)
}

fn broken() -> Error {
    Error::invalid_request("the body broke off, or its framing is wrong").with_code("invalid_body")
}

fn too_large(limit: usize) -> Error {
    Error::new(ErrorKind::InvalidRequest)
        .with_note(format!("the body is larger than {limit} bytes"))
        .with_status(413)
        .with_code("request_too_large")
}

fn too_slow(limit: Duration) -> Error {
    let limit = humantime::format_duration(limit);
    Error::invalid_request(format!("the body did not arrive within {limit}"))
        .with_status(408)
        .with_code("request_timeout")
}
