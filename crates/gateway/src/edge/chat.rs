//! `POST /v1/chat/completions`.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Extension, State};
use http::{HeaderMap, Response, Version};
use osier::{Error, Request};

use super::request_id::RequestId;
use super::{Gateway, answer, body, caller, error};

/// Answers a chat request, whole or streamed.
pub(super) async fn chat(
    State(gateway): State<Arc<Gateway>>,
    Extension(RequestId(id)): Extension<RequestId>,
    version: Version,
    headers: HeaderMap,
    request: Body,
) -> Response<Body> {
    serve(&gateway, &headers, request, version, &id).await.unwrap_or_else(|failure| {
        let kind = failure.kind().name();
        tracing::info!(request = &*id, error = kind, reason = %failure, "refused or failed");
        error::response(&failure)
    })
}

async fn serve(
    gateway: &Gateway,
    headers: &HeaderMap,
    body: Body,
    version: Version,
    id: &str,
) -> Result<Response<Body>, Error> {
    let bytes = body::read(body, &gateway.limits, &*gateway.clock).await?;
    let request = Request::parse(bytes)?;
    request.check()?;
    let asked = answer::Asked::of(&request, version);
    let route = gateway.route(&request.model().unwrap_or_default())?;
    let context = caller::context(gateway, route, headers, id, request.wants_stream())?;
    let response = route.provider.call(&context, request).await?;
    answer::http(gateway, context, asked, response).await
}
