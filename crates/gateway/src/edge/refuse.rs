//! Refusals that concern no provider.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use http::{Method, Response, StatusCode, Uri};

use super::{Gateway, body, error, headers, respond};

/// Any path the gateway does not have.
pub(super) async fn path(
    State(gateway): State<Arc<Gateway>>,
    method: Method,
    uri: Uri,
    request: Body,
) -> Response<Body> {
    body::drain(request, &*gateway.clock).await;
    with(StatusCode::NOT_FOUND, &format!("no such path: {method} {}", uri.path()), "unknown_url")
}

/// A path the gateway has, by another method.
pub(super) async fn method(
    State(gateway): State<Arc<Gateway>>,
    method: Method,
    uri: Uri,
    request: Body,
) -> Response<Body> {
    body::drain(request, &*gateway.clock).await;
    let message = format!("{} does not answer to {method}", uri.path());
    with(StatusCode::METHOD_NOT_ALLOWED, &message, "method_not_allowed")
}

/// A refusal in the shape of every other error.
pub(super) fn with(status: StatusCode, message: &str, code: &str) -> Response<Body> {
    let told = error::Told { message, kind: "invalid_request_error", param: None, code };
    let mut response = respond::json(status, told.to_json(&[]));
    headers::with_attempts(response.headers_mut(), &[], None);
    response
}
