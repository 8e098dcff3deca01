//! `/v1/degradation/level`: the standing levels of all routes, and how to set them.

mod order;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use http::{Response, StatusCode};
use osier::degrade::{Degrade, Standing};
use osier::{Error, Level};
use serde_json::{Value, json};

use self::order::{Order, To};
use super::moment::Moment;
use super::{Gateway, body, error, respond};

/// The ladder of a route, as it is shown to callers.
#[derive(Clone, Debug)]
pub struct LadderInfo {
    /// The name the route answers to.
    pub model: Box<str>,
    /// Its ladder; without one it always stands at full.
    pub degrade: Option<Degrade>,
}

/// `GET`: where every route stands, and the worst of them.
pub(super) async fn show(State(gateway): State<Arc<Gateway>>) -> Response<Body> {
    levels(&gateway)
}

/// `POST`: holds the level of all routes or of one, or lets it go.
pub(super) async fn set(State(gateway): State<Arc<Gateway>>, request: Body) -> Response<Body> {
    match obeyed(&gateway, request).await {
        Ok(()) => levels(&gateway),
        Err(failure) => error::response(&failure),
    }
}

/// The worst standing level of all routes.
pub(super) fn worst(gateway: &Gateway) -> Level {
    let levels = gateway.ladders.iter().filter_map(|info| info.degrade.as_ref());
    levels.map(|degrade| degrade.standing().level).max().unwrap_or_default()
}

fn levels(gateway: &Gateway) -> Response<Body> {
    let moment = Moment::of(&*gateway.clock);
    let routes: Vec<Value> = gateway.ladders.iter().map(|info| info.told(moment)).collect();
    let body = json!({ "level": worst(gateway).name(), "routes": routes });
    respond::json(StatusCode::OK, body.to_string())
}

impl LadderInfo {
    fn told(&self, moment: Moment) -> Value {
        let Some(degrade) = &self.degrade else {
            return json!({
                "model": self.model, "level": "full", "reason": "normal", "since": null,
                "pinned": false, "trial": null, "levels": ["full"],
            });
        };
        let Standing { level, reason, since, is_pinned, trial, .. } = degrade.standing();
        let levels: Vec<&str> = degrade.ladder().levels().map(Level::name).collect();
        json!({
            "model": self.model,
            "level": level.name(),
            "reason": reason,
            "since": since.map(|since| moment.unix(since)),
            "pinned": is_pinned,
            "trial": trial.map(Level::name),
            "levels": levels,
        })
    }
}

async fn obeyed(gateway: &Gateway, request: Body) -> Result<(), Error> {
    let bytes = body::read(request, &gateway.limits, &*gateway.clock).await?;
    let order = Order::parse(&bytes)?;
    for degrade in order.ladders(gateway)? {
        let now = gateway.clock.now();
        match order.to {
            To::Level(level) => degrade.pin(level, now),
            To::Auto => degrade.release(now),
        };
    }
    Ok(())
}
