//! `POST /v1/chat/completions`.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use http::{HeaderMap, Response};
use osier::{Error, ErrorKind, Request};

use super::{Gateway, answer, body, caller, error, headers, request_id};

/// Answers a chat request, whole or streamed.
pub(super) async fn chat(
    State(gateway): State<Arc<Gateway>>,
    request_headers: HeaderMap,
    request_body: Body,
) -> Response<Body> {
    let id = request_id::request_id(&request_headers);
    let result = serve(&gateway, &request_headers, request_body, &id).await;
    let response = result.unwrap_or_else(|failure| error::response(&failure));
    headers::with_request_id(response, &id)
}

async fn serve(
    gateway: &Gateway,
    request_headers: &HeaderMap,
    request_body: Body,
    id: &str,
) -> Result<Response<Body>, Error> {
    let context = caller::context(gateway, request_headers, id)?;
    let bytes = body::read(request_body, &gateway.limits, &*gateway.clock).await?;
    let request = Request::parse(bytes)?;
    request.check()?;
    let route = route(gateway, &request)?;
    let asked = answer::Asked::of(&request);
    let response = route.call(&context, request).await?;
    answer::http(gateway, context, asked, response).await
}

fn route<'g>(gateway: &'g Gateway, request: &Request) -> Result<&'g osier::SharedProvider, Error> {
    let model = request.model().unwrap_or_default();
    gateway.routes.find(&model).ok_or_else(|| {
        let names = gateway.routes.names().join(", ");
        Error::new(ErrorKind::UnknownModel)
            .with_param("model")
            .with_code("model_not_found")
            .with_note(format!("expected one of: {names}"))
    })
}
