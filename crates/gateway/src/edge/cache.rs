//! `/v1/cache`: what the cache has done, and how to erase what it holds.

mod order;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use http::{Response, StatusCode};
use osier::cache::Stats;
use osier::{Error, ErrorKind};
use serde_json::{Value, json};

use super::{Gateway, body, error, respond};

/// `GET`: its stores, nearest first, and its figures since the start.
pub(super) async fn show(State(gateway): State<Arc<Gateway>>) -> Response<Body> {
    let told = gateway.cache.as_ref().map_or_else(off, |cache| {
        let stores: Vec<&str> = cache.stores().collect();
        json!({ "stores": stores, "figures": figures(&cache.stats()) })
    });
    respond::json(StatusCode::OK, told.to_string())
}

/// `POST /v1/cache/erase`: takes out one answer, all of one tenant, or everything.
pub(super) async fn erase(State(gateway): State<Arc<Gateway>>, request: Body) -> Response<Body> {
    match erased(&gateway, request).await {
        Ok(()) => respond::json(StatusCode::OK, json!({ "erased": true }).to_string()),
        Err(failure) => error::response(&failure),
    }
}

async fn erased(gateway: &Gateway, request: Body) -> Result<(), Error> {
    let bytes = body::read(request, &gateway.limits, &*gateway.clock).await?;
    let what = order::parse(&bytes)?;
    let Some(cache) = &gateway.cache else { return Ok(()) };
    cache.erase(what).await.map_err(|wrong| {
        let note =
            format!("some of it may still be stored ({wrong}); ask again once that is mended");
        Error::new(ErrorKind::Overloaded).with_note(note)
    })
}

fn off() -> Value {
    json!({ "stores": [], "figures": figures(&Stats::default()) })
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
