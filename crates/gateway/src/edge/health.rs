//! Whether the process lives, whether it takes requests, and how its targets are.

use std::sync::Arc;
use std::time::Instant;

use axum::body::Body;
use axum::extract::State;
use http::{Response, StatusCode};
use osier::Readiness;
use osier::breaker::{self, Snapshot};
use osier::limit::Adaptive;
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
    let target = info.target();
    let readiness = target.provider().readiness(now);
    let circuit = info.assembled.breaker.as_deref().map(|breaker| breaker.snapshot_at(now));
    let retry_after = match readiness {
        Readiness::NotBefore(wait) => Some(wait.as_secs_f64()),
        _ => None,
    };
    json!({
        "name": &**target.name(),
        "provider": info.provider,
        "model": target.model_name(),
        "status": status(readiness, circuit.as_ref()),
        "retry_after": retry_after,
        "circuit": circuit.as_ref().map(told),
        "limit": info.assembled.limit.as_deref().map(limit),
        "simulated": info.simulated,
    })
}

/// Seconds, as everywhere in JSON here.
fn told(circuit: &Snapshot) -> Value {
    json!({
        "state": circuit.state.name(),
        "mode": circuit.mode.name(),
        "consecutive_failures": circuit.consecutive_failures,
        "calls": circuit.calls,
        "failures": circuit.failures,
        "last_failure_ago": circuit.last_failure.map(|ago| ago.as_secs_f64()),
    })
}

fn limit(limit: &Adaptive) -> Value {
    let now = limit.snapshot();
    json!({ "in_flight": now.in_flight, "at_once": now.is_limited().then_some(now.limit) })
}

/// `cooling` asked for patience; `open` failed too often; `busy` has as many requests as it bears.
fn status(readiness: Readiness, circuit: Option<&Snapshot>) -> &'static str {
    match (readiness, circuit) {
        (Readiness::Ready | Readiness::Ramping(_), _) => "ready",
        (Readiness::NotBefore(_), Some(circuit)) if circuit.is_cooling => "cooling",
        (Readiness::NotBefore(_), Some(circuit)) if circuit.state != breaker::State::Closed => {
            "open"
        }
        (Readiness::NotBefore(_), _) => "busy",
        _ => "unavailable",
    }
}

fn overall(targets: &[TargetInfo], now: Instant) -> &'static str {
    let ready =
        targets.iter().filter(|info| info.target().provider().readiness(now).is_ready()).count();
    match ready {
        0 => "unavailable",
        some if some == targets.len() => "ok",
        _ => "degraded",
    }
}
