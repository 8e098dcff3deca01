//! `GET /v1/models`.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use http::{HeaderMap, Response, StatusCode};
use serde_json::{Value, json};

use super::{Gateway, error, headers, request_id, respond};

/// The names that can be asked for.
pub(super) async fn list(
    State(gateway): State<Arc<Gateway>>,
    request: HeaderMap,
) -> Response<Body> {
    let data: Vec<Value> = gateway.routes.names().into_iter().map(model).collect();
    respond(&json!({ "object": "list", "data": data }), &request)
}

/// One of them.
pub(super) async fn one(
    State(gateway): State<Arc<Gateway>>,
    Path(id): Path<String>,
    request: HeaderMap,
) -> Response<Body> {
    if gateway.routes.find(&id).is_some() {
        return respond(&model(&id), &request);
    }
    let message = format!("no route answers to the model `{id}`");
    error::plain(StatusCode::NOT_FOUND, &message, "model_not_found", &request)
}

fn respond(body: &Value, request: &HeaderMap) -> Response<Body> {
    let response = respond::json(StatusCode::OK, body.to_string());
    headers::with_request_id(response, &request_id::request_id(request))
}

fn model(id: &str) -> Value {
    json!({ "id": id, "object": "model", "created": 0, "owned_by": "osier" })
}
