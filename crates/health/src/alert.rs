//! What somebody should hear of.

use std::sync::Arc;

use serde::Serialize;

/// The scopes of an alert.
pub(crate) const TARGET: &str = "target";
pub(crate) const CREDENTIAL: &str = "credential";
pub(crate) const ROUTE: &str = "route";

/// A target or a credential is in another condition than before, or a route answers at another level.
/// Serialises as flat JSON; holds names, numbers and reasons, and no secret.
///
/// | | a target | a credential | a route |
/// |---|---|---|---|
/// | [`scope`](Self::scope) | `target` | `credential` | `route` |
/// | [`from`](Self::from), [`to`](Self::to) | `healthy`, `degraded`, `cooling`, `open` | `in_use`, `benched` | `full`, `reduced`, `minimal`, `cached`, `offline` |
///
/// There is one alert for each transition; of a target or a route, `from` is the `to` of the one before. A
/// cooling is one only if it lasts for more than a minute, by what the target asks for or by asking again
/// and again: most limits are by the minute, and a shorter wait asks nothing of anybody. That the targets
/// behind a benched credential are benched is told once, by the credential, and so is their way back.
/// Whatever comes and goes within one look is not told at all, and levels that follow one another within it
/// are one change.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Alert {
    /// Its identity: the same however often it is delivered, and that of no other, of another process either.
    pub id: String,
    /// When, in seconds since 1970.
    pub at: u64,
    /// What it is about: `target`, `credential` or `route`.
    pub scope: &'static str,
    /// The name of that.
    pub name: String,
    /// The condition it was in.
    pub from: &'static str,
    /// The condition it is in now.
    pub to: &'static str,
    /// Why: see [`Standing::reason`](crate::Standing::reason); for a credential that is used again,
    /// `by_hand`, `probes` or `trial`; for a route what its ladder says, such as `failures` or `recovered`.
    pub reason: &'static str,
    /// Of a credential: the target that met the rejection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// When the target can be called again, if it cannot now and that is known; in seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_at: Option<u64>,
    /// The part of the target's calls in the last minute that failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_rate: Option<f64>,
}

/// Whoever wants to hear of alerts. A closure is one.
pub trait AlertSink: Send + Sync + 'static {
    /// Told of each alert, once. It must not block, and must not wait for anything.
    fn on_alert(&self, alert: &Alert);
}

/// A sink that can be handed around.
pub type SharedAlertSink = Arc<dyn AlertSink>;

impl<F: Fn(&Alert) + Send + Sync + 'static> AlertSink for F {
    fn on_alert(&self, alert: &Alert) {
        self(alert);
    }
}
