//! A route over scripted targets, and what its observer hears.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use osier_core::{
    ChatRequest, Context, ContextBuilder, Error, Notice, Observer, Outcome, Provider, Request,
    Response,
};
use osier_failover::{Failover, Settings, Target};
use osier_http::TokioClock;
use osier_simulate::{Script, Scripted, Step};

pub(crate) const NAMES: [&str; 4] = ["a", "b", "c", "d"];

pub(crate) const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A route of targets named a, b, c, …, each asked for a model of its own.
pub(crate) struct Scene {
    pub(crate) targets: Vec<Scripted>,
    pub(crate) route: Failover,
    pub(crate) heard: Arc<Heard>,
}

impl Scene {
    pub(crate) fn of(steps: impl IntoIterator<Item = Step>) -> Self {
        Self::with(Settings::default(), steps)
    }

    /// The same, where no two targets are asked at once.
    pub(crate) fn unhedged(steps: impl IntoIterator<Item = Step>) -> Self {
        Self::with(Settings::default().without_hedge(), steps)
    }

    pub(crate) fn with(settings: Settings, steps: impl IntoIterator<Item = Step>) -> Self {
        let targets: Vec<Scripted> = NAMES
            .into_iter()
            .zip(steps)
            .map(|(name, step)| Scripted::new(name, Script::of(step)))
            .collect();
        let mut route = Failover::try_new("route", settings).expect("valid");
        for (name, target) in NAMES.into_iter().zip(&targets) {
            let model = format!("model-{name}");
            route = route.target(Target::new(name, target.clone()).model(model));
        }
        Self { targets, route, heard: Arc::default() }
    }

    pub(crate) fn context(&self) -> ContextBuilder {
        Context::builder(TokioClock::shared()).observer(self.heard.clone())
    }

    pub(crate) async fn call(&self, stream: bool) -> Result<Response, Error> {
        self.route.call(&self.context().build(), request(stream)).await
    }

    /// How often each target was called.
    pub(crate) fn counts(&self) -> Vec<u64> {
        self.targets.iter().map(Scripted::count).collect()
    }
}

pub(crate) fn request(stream: bool) -> Request {
    let request = ChatRequest::new("public").user("Hi");
    if stream { request.stream().into() } else { request.into() }
}

/// A streamed request with these further fields.
pub(crate) fn ask(fields: &str) -> Request {
    let body = format!(
        r#"{{"model":"m","stream":true,"messages":[{{"role":"user","content":"Hi"}}]{fields}}}"#
    );
    Request::parse(body).expect("a request")
}

/// A request with so many seconds, to which nobody listens.
pub(crate) fn context(seconds: u64) -> Context {
    Context::builder(TokioClock::shared()).timeout(secs(seconds)).build()
}

/// A target that always does this.
pub(crate) fn scripted(name: &'static str, step: Step) -> Target {
    Target::new(name, Scripted::new(name, step))
}

/// Remembers notices as short lines.
#[derive(Default)]
pub(crate) struct Heard {
    lines: Mutex<Vec<String>>,
    ends: Mutex<Vec<String>>,
}

impl Heard {
    pub(crate) fn lines(&self) -> Vec<String> {
        self.lines.lock().expect("not poisoned").clone()
    }

    /// What is told of each failed attempt.
    pub(crate) fn ends(&self) -> Vec<String> {
        self.ends.lock().expect("not poisoned").clone()
    }
}

impl Observer for Heard {
    fn on_notice(&self, notice: &Notice<'_>) {
        let line = match notice {
            Notice::AttemptStarted { target, number, .. } => format!("{number}: {target}"),
            Notice::AttemptEnded { target, outcome, error, status, code, limit, .. } => {
                if let Some(error) = error {
                    let facts = format!("{}, {status:?}, {code:?}, {limit:?}", error.name());
                    self.ends.lock().expect("not poisoned").push(facts);
                }
                format!("{target} ends {}", Outcome::name(*outcome))
            }
            Notice::FailedOver { from, to, reason, .. } => {
                format!("{from} -> {to}: {}", reason.name())
            }
            Notice::Hedged { from, to, after, .. } => format!("{from} silent for {after:?}: {to}"),
            Notice::Repaired { target, param, .. } => format!("{target} without {param}"),
            Notice::Resumed { from, to, how, .. } => format!("{from} -> {to}: {how}"),
            Notice::AllFailed { attempts, error, .. } => {
                format!("all {attempts} failed: {}", error.name())
            }
            _ => return,
        };
        self.lines.lock().expect("not poisoned").push(line);
    }
}
