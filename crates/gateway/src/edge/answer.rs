//! From an answer to an HTTP response, in the shape that was asked for.

use axum::body::Body;
use http::{Response, StatusCode, Version, header};
use osier::{Context, Error, Head, Request};

use super::stream::SseBody;
use super::{Gateway, detached, headers, respond};

/// What the caller asked of the answer's shape.
pub(super) struct Asked {
    stream: bool,
    usage: bool,
    /// Whether many answers share its connection.
    multiplexed: bool,
}

impl Asked {
    pub(super) fn of(request: &Request, version: Version) -> Self {
        let stream = request.wants_stream();
        let usage = stream && request.wants_usage_event();
        Self { stream, usage, multiplexed: version == Version::HTTP_2 }
    }
}

/// The HTTP response. A caller gets the shape it asked for, whichever shape the provider chose.
pub(super) async fn http(
    gateway: &Gateway,
    context: Context,
    asked: Asked,
    mut response: osier::Response,
) -> Result<Response<Body>, Error> {
    let mut head = std::mem::take(&mut response.head);
    if asked.stream {
        let events = response.into_events();
        let events = if asked.multiplexed {
            detached::detached(events, &gateway.clock, gateway.limits.write_timeout)
        } else {
            events
        };
        let simulated = simulated(gateway, &head);
        let told = headers::with_answer(streamed(), &head, "streaming", simulated);
        let body = SseBody::new(events, head, context, asked.usage, gateway.limits.keep_alive);
        return Ok(told.map(|_| Body::new(body)));
    }
    let answer =
        respond::json(StatusCode::OK, Body::from(response.collect().await?.data().clone()));
    follow_to_the_end(&mut head);
    Ok(headers::with_answer(answer, &head, "ok", simulated(gateway, &head)))
}

/// What is known of a body that has ended stands in place of what was known before.
fn follow_to_the_end(head: &mut Head) {
    if let Some(ended) = head.ending.as_ref().and_then(|ending| ending.get()).cloned() {
        head.target = Some(ended.target);
        head.attempts = ended.attempts;
        head.took = ended.took;
    }
}

fn streamed() -> Response<Body> {
    let mut response = Response::new(Body::empty());
    let fixed = [
        (header::CONTENT_TYPE, "text/event-stream; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
        (http::HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    for (name, value) in fixed {
        response.headers_mut().insert(name, http::HeaderValue::from_static(value));
    }
    response
}

fn simulated(gateway: &Gateway, head: &Head) -> bool {
    head.target.as_deref().is_some_and(|target| gateway.is_simulated(target))
}
