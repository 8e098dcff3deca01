//! The identity of a request, in headers and logs.

use std::sync::Arc;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::HeaderMap;

use super::headers;

/// The longest identity that is taken over from a caller.
const MAX_LENGTH: usize = 128;

/// The identity of a request, for whoever handles it.
#[derive(Clone)]
pub(super) struct RequestId(pub(super) Arc<str>);

/// Gives every request its identity, and puts it on every response: under the name that clients know,
/// and under one that no proxy in between makes its own.
pub(super) async fn assign(mut request: Request, next: Next) -> Response {
    let id = request_id(request.headers());
    request.extensions_mut().insert(RequestId(Arc::clone(&id)));
    let mut response = next.run(request).await;
    for name in ["x-request-id", "x-osier-request-id"] {
        headers::set(response.headers_mut(), name, &id);
    }
    response
}

/// The caller's own `x-request-id` if it is sane, else a new one.
fn request_id(headers: &HeaderMap) -> Arc<str> {
    headers
        .get("x-request-id")
        .and_then(|value| value.to_str().ok())
        .filter(|id| is_sane(id))
        .map_or_else(new_id, Arc::from)
}

/// Printable, short, and unable to break a log line or a header.
fn is_sane(id: &str) -> bool {
    (1..=MAX_LENGTH).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic())
}

fn new_id() -> Arc<str> {
    format!("req_{:016x}", rand::random::<u64>()).into()
}
