//! What a caller says about its request besides the body.

use std::time::Duration;

use http::{HeaderMap, HeaderValue};
use osier::{CacheUse, Context, Error, Priority};

use super::Gateway;
use crate::routes::Route;

/// The longest name of a tenant, in bytes.
const MAX_TENANT: usize = 128;

/// The context of a request: the route's limits, shortened by the caller's patience.
///
/// `x-osier-priority` says how important the request is, and `x-osier-tenant` on whose behalf it is
/// made.
/// `x-osier-cache` is what the caller wants of the cache: `use`, `refresh`, `bypass` or `only`.
/// `x-osier-timeout` is the caller's deadline in seconds or as `"30s"`; `x-osier-preferred` names a
/// target. `x-stainless-read-timeout` is how long the official clients wait for the next byte, in
/// seconds: for a whole answer that is all the time there is, for a stream it bounds nothing.
pub(super) fn context(
    gateway: &Gateway,
    route: &Route,
    headers: &HeaderMap,
    id: &str,
    stream: bool,
) -> Result<Context, Error> {
    let asked = match text(headers, "x-osier-timeout") {
        Some(value) => Some(duration(value).ok_or_else(wrong_timeout)?),
        None => None,
    };
    let patience = text(headers, "x-stainless-read-timeout").filter(|_| !stream).and_then(seconds);
    let timeout = [asked, patience].into_iter().flatten().fold(route.deadline, Duration::min);
    let mut builder = Context::builder(gateway.clock.clone())
        .id(id)
        .timeout(timeout)
        .max_attempts(route.max_attempts.get())
        .priority(priority(headers)?)
        .cache(cache(headers)?)
        .observer(gateway.observer.clone());
    if let Some(target) = text(headers, "x-osier-preferred") {
        builder = builder.preferred(target);
    }
    if let Some(tenant) = headers.get("x-osier-tenant") {
        builder = builder.tenant(name_of(tenant).ok_or_else(wrong_tenant)?);
    }
    Ok(builder.build())
}

fn priority(headers: &HeaderMap) -> Result<Priority, Error> {
    match text(headers, "x-osier-priority") {
        None => Ok(Priority::default()),
        Some(name) => Priority::of_name(name).ok_or_else(|| {
            Error::invalid_request("expected `critical`, `high`, `normal` or `low`")
                .with_param("x-osier-priority")
        }),
    }
}

fn cache(headers: &HeaderMap) -> Result<CacheUse, Error> {
    let mut values = headers.get_all("x-osier-cache").iter();
    let wish = match (values.next(), values.next()) {
        (None, _) => return Ok(CacheUse::default()),
        (Some(value), None) => wish(value),
        (Some(_), Some(_)) => None,
    };
    wish.ok_or_else(|| {
        Error::invalid_request("expected one of `use`, `refresh`, `bypass` and `only`")
            .with_param("x-osier-cache")
    })
}

/// Whoever wants the usual leaves the header out.
fn wish(value: &HeaderValue) -> Option<CacheUse> {
    let wish = CacheUse::of_name(value.to_str().ok()?)?;
    (wish != CacheUse::Usual).then_some(wish)
}

/// Names are remembered, so they have a bound.
fn name_of(value: &HeaderValue) -> Option<&str> {
    let name = value.to_str().ok()?;
    (1..=MAX_TENANT).contains(&name.len()).then_some(name)
}

fn wrong_tenant() -> Error {
    Error::invalid_request(format!("expected 1 to {MAX_TENANT} visible ASCII characters"))
        .with_param("x-osier-tenant")
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
