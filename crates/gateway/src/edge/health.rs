//! Whether the process lives, whether it takes requests, and how its targets are.

use std::sync::Arc;
use std::time::Instant;

use axum::body::Body;
use axum::extract::State;
use http::{Response, StatusCode};
use osier::Readiness;
use osier::breaker::Snapshot;
use osier::health::{Standing, Status};
use osier::limit::Adaptive;
use serde_json::{Value, json};

use super::moment::Moment;
use super::{Gateway, TargetInfo, degradation, respond};

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

/// `GET /v1/health`: how every target is, and all of them together.
pub(super) async fn targets(State(gateway): State<Arc<Gateway>>) -> Response<Body> {
    let moment = Moment::of(&*gateway.clock);
    let looks: Vec<Look<'_>> =
        gateway.targets.iter().map(|info| Look::at(info, moment.now)).collect();
    let targets: Vec<Value> = looks.iter().map(|look| look.told(moment)).collect();
    let level = degradation::worst(&gateway).name();
    let body = json!({ "status": overall(&looks), "level": level, "targets": targets });
    respond::json(StatusCode::OK, body.to_string())
}

/// One target at one moment.
struct Look<'a> {
    info: &'a TargetInfo,
    standing: Standing,
    readiness: Readiness,
    circuit: Option<Snapshot>,
}

impl<'a> Look<'a> {
    fn at(info: &'a TargetInfo, now: Instant) -> Self {
        Self {
            info,
            standing: info.assembled.health.standing(now),
            readiness: info.target().provider().readiness(now),
            circuit: info.assembled.breaker.as_deref().map(|breaker| breaker.snapshot_at(now)),
        }
    }

    fn told(&self, moment: Moment) -> Value {
        let (info, standing) = (self.info, &self.standing);
        let retry_after = match self.readiness {
            Readiness::NotBefore(wait) => Some(wait.as_secs_f64()),
            _ => None,
        };
        json!({
            "name": &*standing.target,
            "provider": info.provider,
            "model": info.target().model_name(),
            "status": standing.status.name(),
            "reason": standing.reason,
            "scope": standing.scope.name(),
            "credential": &*standing.credential,
            "since": moment.unix(standing.since),
            "retry_at": standing.retry_at.map(|retry_at| moment.unix(retry_at)),
            "retry_after": retry_after,
            "busy": self.is_busy(),
            "share": self.readiness.share(),
            "error_rate": standing.error_rate,
            "first_token_p50": standing.first_token.map(|lately| lately.p50.as_secs_f64()),
            "first_token_p95": standing.first_token.map(|lately| lately.p95.as_secs_f64()),
            "circuit": self.circuit.as_ref().map(told),
            "limit": info.assembled.limit.as_deref().map(limit),
            "simulated": info.simulated,
        })
    }

    /// As many requests are under way as it bears.
    fn is_busy(&self) -> bool {
        self.is_well() && matches!(self.readiness, Readiness::NotBefore(_))
    }

    /// It answers, be it not always; and where it does not now, it is for its load alone.
    fn is_well(&self) -> bool {
        matches!(self.standing.status, Status::Healthy | Status::Degraded)
    }
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

/// `unavailable` if nobody can be asked at all, `healthy` if everybody is and has room.
fn overall(looks: &[Look<'_>]) -> &'static str {
    if !looks.iter().any(|look| look.is_well() || look.readiness.is_ready()) {
        return "unavailable";
    }
    let is_healthy = |look: &Look<'_>| look.standing.status == Status::Healthy && !look.is_busy();
    if looks.iter().all(is_healthy) { "healthy" } else { "degraded" }
}
