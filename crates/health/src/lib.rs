//! How targets and their credentials are: benched, open, cooling, degraded or healthy; and who hears
//! of it.
//!
//! ```
//! use osier_core::{ChatRequest, Clock, Context, ErrorKind, Provider, SharedProvider};
//! use osier_health::{Credential, Health, HealthSettings, Vitals};
//! use osier_http::TokioClock;
//! use osier_simulate::{Preset, Script, Scripted, Step};
//! use std::sync::Arc;
//!
//! # tokio::runtime::Builder::new_current_thread().enable_time().build()?.block_on(async {
//! let key = Arc::new(Credential::new("team key"));
//! let vitals = Vitals::new("gpt-4o", Arc::clone(&key), HealthSettings::default());
//! let revoked = Scripted::new("openai", Script::of(Step::status(Preset::Auth)));
//! let target = SharedProvider::new(revoked.clone()).layered(&Health::new(Arc::new(vitals)));
//!
//! let ask = async || {
//!     let context = Context::builder(TokioClock::shared()).build();
//!     target.call(&context, ChatRequest::new("gpt-4o").user("Hi").into()).await
//! };
//! assert_eq!(ask().await.unwrap_err().kind(), ErrorKind::Auth);
//! assert_eq!(ask().await.unwrap_err().kind(), ErrorKind::Benched);
//! assert_eq!(revoked.count(), 1, "nothing is sent with a rejected key");
//! key.reinstate(TokioClock.now());
//! assert_eq!(ask().await.unwrap_err().kind(), ErrorKind::Auth);
//! # });
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # The parts
//!
//! | | what it is |
//! |---|---|
//! | [`Credential`] | what one target, or several, identify themselves with. A provider that rejects it benches it: nobody asks with it again until it is reinstated |
//! | [`Vitals`] | what is known of a target from the requests that were sent to it |
//! | [`Health`] | the layer around a target that keeps both |
//! | [`Standing`] | how a target is: a [`Status`] derived from [`Facts`], with its reason, since when, and until when |
//! | [`Roster`] | all targets of a program, and the credentials they share; where routes say that their [level](osier_core::Level) is another |
//! | [`Watch`] | a future beside the program: it tells of every transition once, and probes targets that nobody asks |
//! | [`Alert`] | one transition of a target, a credential or the level of a route, for people |
#![cfg_attr(
    feature = "webhook",
    doc = "| [`Webhook`], with the feature `webhook` | alerts to an HTTP endpoint, signed and tried again |"
)]
//!
//! # Status
//!
//! Derived from what happened, whenever somebody asks. Of several reasons the first in this table counts.
//!
//! | status | reason | what it means | what ends it |
//! |---|---|---|---|
//! | benched | `auth`, `quota_exceeded` | its credential was rejected; nothing is sent to it | somebody reinstates it; see [`rejection`](fn@crate::rejection) |
//! | open | `forced_open` | somebody opened its circuit by hand | that somebody |
//! | open | `failures`, `being_tried` | it failed too often, or one request at a time finds out whether it is back | requests that succeed |
//! | cooling | `throttled` | it asked for patience | time |
//! | open | `unreachable` | it was idle, and active probes could not reach it | probes, or a request that succeeds |
//! | degraded | `errors` | a fifth of its calls of the last minute failed | less than a tenth of them fail |
//! | degraded | `ramping` | it is back, and has a part of its share | time |
//! | healthy | `answers` | | |
//!
//! # When not to use it
//!
//! It judges and tells; it does not decide where a request goes. That is failover's business, which
//! asks for its readiness.
//!
//! # Cancellation
//!
//! Dropping a call, or the body of its answer, blames nobody: neither the target nor the credential.
//!
//! # Defaults
//!
//! | setting | default | why |
//! |---|---|---|
//! | [`ramp`](HealthSettings::ramp) | 30 s, from a tenth to all | long enough to find out that it was too early |
//! | [`degraded_at`](HealthSettings::degraded_at) | 0.2, and healthy again below 0.1 | one failure in five is felt |
//! | [`minimum_calls`](HealthSettings::minimum_calls) | 10 in 60 s | below, one failure more or less decides |
//! | [`trial_after`](HealthSettings::trial_after) | never | a rejected key stays rejected until somebody acts |
//! | [`interval`](ProbeSettings::interval) | 15 s | a dead target is known within a minute, before anybody needs it |
//! | [`interval_open`](ProbeSettings::interval_open) | 5 s | somebody waits for it |
//! | [`idle_after`](ProbeSettings::idle_after) | 30 s | where there is traffic, it says more than any probe |
//! | [`up`](ProbeSettings::up), [`down`](ProbeSettings::down) | 2, 3 | one may be luck; two may be a hiccup |

mod alert;
mod credential;
mod layer;
mod levels;
mod member;
mod probe;
mod roster;
mod settings;
mod status;
mod vitals;
mod watch;
#[cfg(feature = "webhook")]
mod webhook;

pub use alert::{Alert, AlertSink, SharedAlertSink};
pub use credential::{Benched, Credential, Reach, Rejection, rejection};
pub use layer::Health;
pub use member::Member;
pub use probe::ProbeSettings;
pub use roster::Roster;
pub use settings::HealthSettings;
pub use status::{
    Circuit, CircuitFacts, Facts, FirstToken, Neighbours, Scope, Standing, Status, Unreachable,
};
pub use vitals::Vitals;
pub use watch::Watch;
#[cfg(feature = "webhook")]
pub use webhook::{Post, SignatureError, Webhook, verify_signature};
