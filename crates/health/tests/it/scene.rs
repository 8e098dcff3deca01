//! Targets that play scripts, each with health around it.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use osier_core::{
    ChatRequest, Clock, Context, Error, Middleware, Notice, Observer, Response, SharedProvider,
    Stack,
};
use osier_health::{Credential, Health, HealthSettings, Vitals};
use osier_http::TokioClock;
use osier_simulate::{Script, Scripted};

pub(crate) const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

pub(crate) async fn pass(span: Duration) {
    TokioClock.sleep_until(TokioClock.now() + span).await;
}

pub(crate) struct Target {
    pub(crate) far_end: Scripted,
    pub(crate) vitals: Arc<Vitals>,
    pub(crate) provider: SharedProvider,
}

impl Target {
    pub(crate) fn new(
        name: &'static str,
        script: impl Into<Script>,
        key: &Arc<Credential>,
    ) -> Self {
        Self::around(name, script, key, None::<Health>)
    }

    /// The same with something between health and the target.
    pub(crate) fn around(
        name: &'static str,
        script: impl Into<Script>,
        key: &Arc<Credential>,
        gate: impl Middleware,
    ) -> Self {
        let far_end = Scripted::new(name, script);
        let vitals = Arc::new(Vitals::new(name, Arc::clone(key), HealthSettings::default()));
        let beneath = Stack::new(gate, SharedProvider::new(far_end.clone()));
        let provider = SharedProvider::new(Stack::new(Health::new(Arc::clone(&vitals)), beneath));
        Self { far_end, vitals, provider }
    }

    pub(crate) async fn ask(&self, stream: bool, told: &Arc<Told>) -> Result<Response, Error> {
        let request = ChatRequest::new("m").user("Hi");
        let request = if stream { request.stream() } else { request };
        let context = Context::builder(TokioClock::shared()).observer(Arc::clone(told) as _);
        self.provider.call(&context.build(), request.into()).await
    }

    /// The text of a whole answer, or its error.
    pub(crate) async fn answer(&self, stream: bool, told: &Arc<Told>) -> Result<String, Error> {
        self.ask(stream, told).await?.text().await
    }
}

/// What an observer was told of credentials.
#[derive(Default)]
pub(crate) struct Told(Mutex<Vec<String>>);

impl Told {
    pub(crate) fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().expect("not poisoned"))
    }
}

impl Observer for Told {
    fn on_notice(&self, notice: &Notice<'_>) {
        let line = match notice {
            Notice::Benched { credential, target, reason } => {
                format!("{credential} benched at {target}: {}", reason.name())
            }
            Notice::Reinstated { credential, cause } => format!("{credential} back: {cause}"),
            _ => return,
        };
        self.0.lock().expect("not poisoned").push(line);
    }
}
