//! `/v1/cache`: what the cache has done, and how to erase what it holds.

mod order;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use http::{Response, StatusCode};
use osier::cache::{Circuits, Stats};
use osier::{Erase, Error, StoreError};
use serde_json::{Value, json};

use super::{Gateway, body, error, headers, respond};

/// `GET`: its stores, nearest first, whether they are asked, and its figures since the start.
pub(super) async fn show(State(gateway): State<Arc<Gateway>>) -> Response<Body> {
    let told = gateway.cache.as_ref().map_or_else(off, |cache| {
        let stores: Vec<&str> = cache.stores().collect();
        let circuits = circuits(cache.circuits());
        json!({ "stores": stores, "circuits": circuits, "figures": figures(&cache.stats()) })
    });
    respond::json(StatusCode::OK, told.to_string())
}

/// `POST /v1/cache/erase`: takes out one answer, all of one tenant, or everything.
pub(super) async fn erase(State(gateway): State<Arc<Gateway>>, request: Body) -> Response<Body> {
    let what = match ordered(&gateway, request).await {
        Ok(what) => what,
        Err(failure) => return error::response(&failure),
    };
    let erased = match &gateway.cache {
        Some(cache) => cache.erase(what).await,
        None => Ok(()),
    };
    let (named, worked) = (order::name(&what), erased.is_ok());
    tracing::warn!(what = named, worked, "told to erase stored answers");
    match erased {
        Ok(()) => respond::json(StatusCode::OK, json!({ "erased": true }).to_string()),
        Err(wrong) => not_erased(&wrong),
    }
}

async fn ordered(gateway: &Gateway, request: Body) -> Result<Erase, Error> {
    order::parse(&body::read(request, &gateway.limits, &*gateway.clock).await?)
}

fn not_erased(wrong: &StoreError) -> Response<Body> {
    let message = format!("some of it may still be stored: {wrong}; ask again once that is mended");
    let (kind, code) = ("server_error", "not_erased");
    let told = error::Told { message: &message, kind, param: None, code };
    let mut response = respond::json(StatusCode::SERVICE_UNAVAILABLE, told.to_json(&[]));
    headers::with_attempts(response.headers_mut(), &[], None);
    response
}

/// By the names that the log has for them.
fn circuits(circuits: Option<Circuits>) -> Value {
    let Some(Circuits { store, reads, writes, .. }) = circuits else { return json!({}) };
    json!({ store: reads, format!("{store}-writes"): writes })
}

fn off() -> Value {
    json!({ "stores": [], "circuits": {}, "figures": figures(&Stats::default()) })
}

fn figures(stats: &Stats) -> Value {
    json!({
        "hits": stats.hits,
        "stale": stats.stale,
        "misses": stats.misses,
        "shared": stats.shared,
        "bypassed": stats.bypassed,
        "stored": stats.stored,
        "dropped_writes": stats.dropped_writes,
        "dropped_entries": stats.dropped_entries,
        "failures": stats.failures,
    })
}
