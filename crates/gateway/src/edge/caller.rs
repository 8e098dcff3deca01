//! What a caller says about its request besides the body.

use std::time::Duration;

use http::HeaderMap;
use osier::{Context, Error};

use super::Gateway;

/// The context of a request: the gateway's limits, shortened by the caller's patience.
///
/// `x-osier-timeout` is the caller's deadline in seconds or as `"30s"`; `x-osier-preferred` names a
/// target. `x-stainless-read-timeout` is how long the official clients wait for the next byte, in
/// seconds: for a whole answer that is all the time there is, for a stream it bounds nothing.
pub(super) fn context(
    gateway: &Gateway,
    headers: &HeaderMap,
    id: &str,
    stream: bool,
) -> Result<Context, Error> {
    let limits = &gateway.limits;
    let asked = match text(headers, "x-osier-timeout") {
        Some(value) => Some(duration(value).ok_or_else(wrong_timeout)?),
        None => None,
    };
    let patience = text(headers, "x-stainless-read-timeout").filter(|_| !stream).and_then(seconds);
    let timeout = [asked, patience].into_iter().flatten().fold(limits.deadline, Duration::min);
    let mut builder = Context::builder(gateway.clock.clone())
        .id(id)
        .timeout(timeout)
        .max_attempts(limits.max_attempts.get())
        .observer(gateway.observer.clone());
    if let Some(target) = text(headers, "x-osier-preferred") {
        builder = builder.preferred(target);
    }
    Ok(builder.build())
}

fn wrong_timeout() -> Error {
    Error::invalid_request("expected seconds, or a duration such as \"30s\"")
        .with_param("x-osier-timeout")
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn duration(value: &str) -> Option<Duration> {
    let parsed = seconds(value).or_else(|| humantime::parse_duration(value).ok());
    parsed.filter(|duration| !duration.is_zero())
}

fn seconds(value: &str) -> Option<Duration> {
    let seconds = value.trim().parse::<f64>().ok().filter(|seconds| *seconds > 0.0)?;
    Duration::try_from_secs_f64(seconds).ok()
}
