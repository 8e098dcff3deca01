//! Web pages may not spend the keys behind the gateway.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::{StatusCode, header};

use super::refuse;

/// Refuses what a browser sends on behalf of a web page: any page that is open on a machine could
/// otherwise use the gateway that listens there. Programs send no `Origin`.
pub(super) async fn check(request: Request, next: Next) -> Response {
    if request.headers().contains_key(header::ORIGIN) {
        let message = "requests of web pages (with an `Origin` header) are not answered";
        return refuse::with(StatusCode::FORBIDDEN, message, "origin_not_allowed");
    }
    next.run(request).await
}
