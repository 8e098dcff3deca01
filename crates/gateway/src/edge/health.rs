//! Whether the process lives, whether it takes requests, and how its targets are.

use std::sync::Arc;
use std::time::Instant;

use axum::body::Body;
use axum::extract::State;
use http::{Response, StatusCode};
use osier::Readiness;
use serde_json::{Value, json};

use super::{Gateway, TargetInfo, respond};

/// `GET /healthz`: the process lives. Depends on nothing.
pub(super) async fn live() -> Response<Body> {
    respond::json(StatusCode::OK, r#"{"status":"ok"}"#)
}

/// `GET /readyz`: new requests are welcome; not while shutting down.
pub(super) async fn ready(State(gateway): State<Arc<Gateway>>) -> Response<Body> {
    if gateway.draining.is_draining() {
        respond::json(StatusCode::SERVICE_UNAVAILABLE, r#"{"status":"draining"}"#)
    } else {
        respond::json(StatusCode::OK, r#"{"status":"ready"}"#)
    }
}

/// `GET /v1/health`: every target, and whether it can be called.
pub(super) async fn targets(State(gateway): State<Arc<Gateway>>) -> Response<Body> {
    let now = gateway.clock.now();
    let targets: Vec<Value> = gateway.targets.iter().map(|info| target(info, now)).collect();
    let body = json!({ "status": overall(&gateway.targets, now), "targets": targets });
    respond::json(StatusCode::OK, body.to_string())
}

fn target(info: &TargetInfo, now: Instant) -> Value {
    let provider = info.target.provider();
    json!({
        "name": &**info.target.name(),
        "provider": provider.id(),
        "model": info.target.model_name(),
        "status": status(provider.readiness(now)),
        "simulated": info.simulated,
    })
}

fn status(readiness: Readiness) -> &'static str {
    match readiness {
        Readiness::Ready => "ready",
        Readiness::NotBefore(_) => "cooling",
        _ => "unavailable",
    }
}

fn overall(targets: &[TargetInfo], now: Instant) -> &'static str {
    let ready = targets
        .iter()
        .filter(|info| info.target.provider().readiness(now) == Readiness::Ready)
        .count();
    match ready {
        0 => "unavailable",
        some if some == targets.len() => "ok",
        _ => "degraded",
    }
}
