//! `GET /v1/models`.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use http::{Response, StatusCode};
use serde_json::{Value, json};

use super::{Gateway, refuse, respond};

/// The names that can be asked for.
pub(super) async fn list(State(gateway): State<Arc<Gateway>>) -> Response<Body> {
    let data: Vec<Value> = gateway.routes.names().into_iter().map(model).collect();
    let list = json!({ "object": "list", "data": data });
    respond::json(StatusCode::OK, list.to_string())
}

/// One of them.
pub(super) async fn one(
    State(gateway): State<Arc<Gateway>>,
    id: Result<Path<String>, PathRejection>,
) -> Response<Body> {
    let Ok(Path(id)) = id else {
        return refuse::with(
            StatusCode::BAD_REQUEST,
            "the model's name is not UTF-8",
            "invalid_url",
        );
    };
    if gateway.routes.find(&id).is_some() {
        return respond::json(StatusCode::OK, model(&id).to_string());
    }
    let message = format!("no route answers to the model `{id}`");
    refuse::with(StatusCode::NOT_FOUND, &message, "model_not_found")
}

fn model(id: &str) -> Value {
    json!({ "id": id, "object": "model", "created": 0, "owned_by": "osier" })
}
