//! A route over a large model, with smaller ones below it, and what its observer hears.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use osier_core::{
    ChatRequest, Clock, Completion, Context, ContextBuilder, Error, ErrorKind, Level, Notice,
    Observer, Provider, Readiness, Request, Response, SharedProvider,
};
use osier_degrade::{Degrade, Edits, Ladder, StaleSource};
use osier_failover::{Failover, Target};
use osier_http::TokioClock;
use osier_simulate::{Script, Scripted, Step};

pub(crate) const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A model that can be said not to be ready.
#[derive(Clone)]
pub(crate) struct Model {
    pub(crate) far_end: Scripted,
    readiness: Arc<Mutex<Readiness>>,
    closed_until: Arc<Mutex<Option<Instant>>>,
}

impl Model {
    fn new(name: &'static str, script: impl Into<Script>) -> Self {
        let readiness = Arc::new(Mutex::new(Readiness::Ready));
        Self { far_end: Scripted::new(name, script), readiness, closed_until: Arc::default() }
    }

    pub(crate) fn set(&self, readiness: Readiness) {
        *self.readiness.lock().expect("not poisoned") = readiness;
    }

    /// A gate in front of it opens after so long, and not before.
    pub(crate) fn close_for(&self, wait: Duration) {
        *self.closed_until.lock().expect("not poisoned") = Some(TokioClock.after(wait));
    }

    fn closed_for(&self, now: Instant) -> Option<Duration> {
        let until = self.closed_until.lock().expect("not poisoned");
        until.map(|until| until.saturating_duration_since(now)).filter(|left| !left.is_zero())
    }

    pub(crate) fn count(&self) -> u64 {
        self.far_end.count()
    }
}

#[async_trait]
impl Provider for Model {
    fn id(&self) -> &str {
        self.far_end.id()
    }

    async fn call(&self, context: &Context, request: Request) -> Result<Response, Error> {
        match self.closed_for(context.clock().now()) {
            Some(left) => Err(Error::new(ErrorKind::CircuitOpen).with_retry_after(left)),
            None => self.far_end.call(context, request).await,
        }
    }

    fn readiness(&self, now: Instant) -> Readiness {
        if let Some(left) = self.closed_for(now) {
            return Readiness::NotBefore(left);
        }
        *self.readiness.lock().expect("not poisoned")
    }
}

/// Full, reduced and minimal, by one model each.
pub(crate) struct Scene {
    pub(crate) large: Model,
    pub(crate) small: Model,
    pub(crate) tiny: Model,
    pub(crate) degrade: Degrade,
    pub(crate) route: SharedProvider,
    pub(crate) heard: Arc<Heard>,
}

impl Scene {
    /// Models that play these scripts, with every feature at every level.
    pub(crate) fn of<S: Into<Script>>(scripts: [S; 3]) -> Self {
        Self::on(everything(), scripts)
    }

    /// The same on this ladder, whose levels get their models here.
    pub(crate) fn on<S: Into<Script>>(ladder: Ladder, scripts: [S; 3]) -> Self {
        let [large, small, tiny] = scripts;
        let large = Model::new("large", large);
        let (small, tiny) = (Model::new("small", small), Model::new("tiny", tiny));
        let ladder = ladder
            .provider(Level::Reduced, alone("small", &small))
            .provider(Level::Minimal, alone("tiny", &tiny));
        let heard = Arc::new(Heard::default());
        let hears = Arc::clone(&heard);
        let ladder = ladder.on_move(move |moved| {
            hears.add(format!("chat: {} -> {}, {}", moved.from, moved.to, moved.reason));
        });
        let degrade = Degrade::try_new("chat", ladder).expect("valid");
        let route = alone("large", &large).layered(&degrade);
        Self { large, small, tiny, degrade, route, heard }
    }

    pub(crate) fn context(&self) -> ContextBuilder {
        Context::builder(TokioClock::shared()).id("req-1").observer(self.heard.clone())
    }

    pub(crate) async fn ask(&self, request: impl Into<Request>) -> Result<Response, Error> {
        self.route.call(&self.context().build(), request.into()).await
    }

    /// Who answered, at which level, and why.
    pub(crate) async fn told(&self, request: impl Into<Request>) -> String {
        told(self.ask(request).await).await
    }

    pub(crate) fn counts(&self) -> [u64; 3] {
        [&self.large, &self.small, &self.tiny].map(Model::count)
    }
}

/// A route of one target, for which it waits up to five seconds.
fn alone(name: &'static str, model: &Model) -> SharedProvider {
    SharedProvider::new(Failover::new(name).target(Target::new(name, model.clone())))
}

/// Full, reduced and minimal that change nothing.
pub(crate) fn everything() -> Ladder {
    let ladder = Ladder::full().edits(Level::Reduced, Edits::none());
    ladder.edits(Level::Minimal, Edits::none())
}

/// `text (level, reason)`, or `kind: what was tried`.
pub(crate) async fn told(answer: Result<Response, Error>) -> String {
    match answer {
        Ok(response) => {
            let served = response.head.level.expect("a level");
            let text = response.text().await.expect("a whole answer");
            format!("{text} ({}, {})", served.level, served.reason)
        }
        Err(error) => {
            let tried: Vec<_> = error.attempts().iter().map(|line| &*line.target).collect();
            format!("{}: {}", error.kind().name(), tried.join(" "))
        }
    }
}

pub(crate) fn hi() -> ChatRequest {
    ChatRequest::new("chat").user("Hi")
}

pub(crate) fn says(text: &str) -> Step {
    Step::answer(text)
}

pub(crate) fn down() -> Step {
    Step::status(503)
}

/// Remembers one answer.
pub(crate) struct Remembers(pub(crate) &'static str);

#[async_trait]
impl StaleSource for Remembers {
    async fn stale(&self, _: &Context, request: &Request) -> Option<Response> {
        let model = request.model().unwrap_or_default().into_owned();
        Some(Response::complete(Completion::of_text(&model, self.0)))
    }
}

/// Remembers what is told of levels.
#[derive(Default)]
pub(crate) struct Heard(Mutex<Vec<String>>);

impl Heard {
    fn add(&self, line: String) {
        self.0.lock().expect("not poisoned").push(line);
    }

    pub(crate) fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().expect("not poisoned"))
    }
}

impl Observer for Heard {
    fn on_notice(&self, notice: &Notice<'_>) {
        let line = match notice {
            Notice::LevelStepped { request, route, from, to, reason } => {
                format!("{request} on {route}: {from} -> {to}, {reason}")
            }
            Notice::AllFailed { attempts, error, .. } => {
                format!("all {attempts} failed: {}", error.name())
            }
            _ => return,
        };
        self.add(line);
    }
}
