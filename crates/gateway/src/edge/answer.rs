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
    let head = std::mem::take(&mut response.head);
    let answer = if asked.stream {
        let events = response.into_events();
        let events = if asked.multiplexed {
            detached::detached(events, &gateway.clock, gateway.limits.write_timeout)
        } else {
            events
        };
        streamed(SseBody::new(events, context, asked.usage, gateway.limits.keep_alive))
    } else {
        respond::json(StatusCode::OK, Body::from(response.collect().await?.data().clone()))
    };
    Ok(headers::with_answer(answer, &head, simulated(gateway, &head)))
}

fn streamed(body: SseBody) -> Response<Body> {
    let mut response = Response::new(Body::new(body));
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
