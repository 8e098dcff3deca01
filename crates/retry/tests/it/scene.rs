//! One target under retry, and what its observer hears.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use osier_core::{
    Attempt, ChatRequest, Clock, Context, ContextBuilder, Error, ErrorKind, Notice, Observer,
    Request, Response, SharedProvider,
};
use osier_http::TokioClock;
use osier_retry::{BudgetSettings, Retry, RetryBudget};
use osier_simulate::{Preset, Script, Scripted, Status, Step};

pub(crate) const fn ms(milli: u64) -> Duration {
    Duration::from_millis(milli)
}

pub(crate) const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// Now, in virtual time.
pub(crate) fn now() -> Instant {
    TokioClock.now()
}

/// A timer as a program has it, which names no clock of ours.
#[expect(clippy::disallowed_methods, reason = "programs hand it over as it is")]
pub(crate) fn sleep(span: Duration) -> tokio::time::Sleep {
    tokio::time::sleep(span)
}

/// A budget whose tokens come from successes alone, so that every one of them can be told.
pub(crate) fn budget() -> RetryBudget {
    RetryBudget::try_new(BudgetSettings::default().floor(0.0)).expect("valid")
}

/// What is gone of such a budget, in thousandths of a token.
pub(crate) fn spent(budget: &RetryBudget) -> u32 {
    10_000 - (budget.available_at(now()) * 1000.0).round() as u32
}

/// The default policy with the longest waits it has.
pub(crate) fn slowest() -> Retry {
    Retry::default().random(|| 1.0)
}

/// Steps one after another; the last one stays.
pub(crate) fn script(steps: impl IntoIterator<Item = Step>) -> Script {
    steps.into_iter().fold(Script::default(), Script::then)
}

pub(crate) fn throttled(wait: Duration) -> Step {
    Step::status(Status::from(Preset::RateLimited).retry_after(wait))
}

pub(crate) fn request(stream: bool) -> Request {
    let request = ChatRequest::new("m").user("Hi");
    if stream { request.stream().into() } else { request.into() }
}

/// A target named `t` that plays a script.
pub(crate) struct Scene {
    pub(crate) inner: Scripted,
    pub(crate) provider: SharedProvider,
    pub(crate) budget: RetryBudget,
    pub(crate) heard: Arc<Heard>,
}

impl Scene {
    /// The waits are the longest of the default policy.
    pub(crate) fn of(steps: impl IntoIterator<Item = Step>) -> Self {
        Self::with(slowest(), steps)
    }

    pub(crate) fn with(retry: Retry, steps: impl IntoIterator<Item = Step>) -> Self {
        let inner = Scripted::new("t", script(steps));
        let budget = budget();
        let layer = retry.budget(budget.clone());
        let provider = SharedProvider::new(inner.clone()).layered(&layer);
        Self { inner, provider, budget, heard: Arc::default() }
    }

    /// A minute, eight attempts, the first of which is taken, as failover does it.
    pub(crate) fn context(&self) -> Context {
        self.context_of(|context| context)
    }

    pub(crate) fn context_of(
        &self,
        change: impl FnOnce(ContextBuilder) -> ContextBuilder,
    ) -> Context {
        let builder = Context::builder(TokioClock::shared()).observer(self.heard.clone());
        let context = change(builder.timeout(secs(60))).build();
        context.begin_attempt().expect("the first one");
        context
    }

    pub(crate) async fn call(&self, stream: bool) -> Result<Response, Error> {
        self.provider.call(&self.context(), request(stream)).await
    }

    /// What is gone of the budget, in thousandths of a token.
    pub(crate) fn spent(&self) -> u32 {
        spent(&self.budget)
    }
}

pub(crate) fn told(attempts: &[Attempt]) -> Vec<(&str, ErrorKind)> {
    attempts.iter().map(|line| (&*line.target, line.kind)).collect()
}

/// Remembers what is said of retries.
#[derive(Default)]
pub(crate) struct Heard(Mutex<Vec<String>>);

impl Heard {
    pub(crate) fn lines(&self) -> Vec<String> {
        self.0.lock().expect("not poisoned").clone()
    }
}

impl Observer for Heard {
    fn on_notice(&self, notice: &Notice<'_>) {
        if let Notice::Retrying { target, number, error, status, wait, .. } = notice {
            let line = format!("{number}: {target} after {wait:?}: {} {status:?}", error.name());
            self.0.lock().expect("not poisoned").push(line);
        }
    }
}
