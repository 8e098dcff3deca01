//! A roster under watch: targets whose probes and circuits a test steers.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use osier_core::{
    ChatRequest, Clock, Context, Error, ErrorKind, Middleware, Next, Notice, Observer, Provider,
    Request, Response, SharedProvider,
};
use osier_health::{
    Alert, Circuit, CircuitFacts, Credential, Health, HealthSettings, Member, Neighbours, Roster,
    Watch,
};
use osier_http::TokioClock;
use osier_simulate::{Script, Scripted};

/// What the target says to probes, and how often it was asked.
pub(crate) struct FarEnd {
    pub(crate) script: Scripted,
    probe: Mutex<Option<ErrorKind>>,
    probe_takes: Mutex<Duration>,
    probes: AtomicU64,
    under_way: AtomicU32,
}

impl FarEnd {
    pub(crate) fn probes(&self) -> u64 {
        self.probes.load(Ordering::Relaxed)
    }

    pub(crate) fn answer_probes(&self, with: Result<(), ErrorKind>) {
        *self.probe.lock().expect("not poisoned") = with.err();
    }

    pub(crate) fn take_for_probes(&self, span: Duration) {
        *self.probe_takes.lock().expect("not poisoned") = span;
    }
}

#[derive(Clone)]
pub(crate) struct Far(Arc<FarEnd>);

#[async_trait]
impl Provider for Far {
    fn id(&self) -> &str {
        self.0.script.id()
    }

    async fn call(&self, context: &Context, request: Request) -> Result<Response, Error> {
        self.0.script.call(context, request).await
    }

    async fn probe(&self, context: &Context) -> Result<(), Error> {
        self.0.probes.fetch_add(1, Ordering::Relaxed);
        assert_eq!(self.0.under_way.fetch_add(1, Ordering::Relaxed), 0, "one at a time");
        let takes = *self.0.probe_takes.lock().expect("not poisoned");
        let guard = Done(Arc::clone(&self.0));
        context.clock().sleep_until(context.clock().now() + takes).await;
        drop(guard);
        let kind = *self.0.probe.lock().expect("not poisoned");
        kind.map_or(Ok(()), |kind| Err(Error::new(kind)))
    }
}

struct Done(Arc<FarEnd>);

impl Drop for Done {
    fn drop(&mut self) {
        self.0.under_way.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A circuit that a test sets.
#[derive(Clone, Default)]
pub(crate) struct SetCircuit(Arc<Mutex<CircuitFacts>>, Arc<AtomicU32>);

impl SetCircuit {
    pub(crate) fn set(&self, facts: CircuitFacts) {
        *self.0.lock().expect("not poisoned") = facts;
    }

    /// How often probes have told it that the target is back.
    pub(crate) fn told_up(&self) -> u32 {
        self.1.load(Ordering::Relaxed)
    }
}

/// Half open, it lets nobody through: somebody else is trying.
impl Middleware for SetCircuit {
    async fn call<N: Next>(
        &self,
        context: &Context,
        request: Request,
        next: &N,
    ) -> Result<Response, Error> {
        match self.circuit(context.clock().now()).state {
            Circuit::HalfOpen => Err(Error::new(ErrorKind::CircuitOpen)),
            _ => next.call(context, request).await,
        }
    }
}

impl Neighbours for SetCircuit {
    fn circuit(&self, _: Instant) -> CircuitFacts {
        *self.0.lock().expect("not poisoned")
    }

    fn probed_up(&self, _: Instant, _: &dyn Observer) {
        self.1.fetch_add(1, Ordering::Relaxed);
    }
}

pub(crate) struct Target {
    pub(crate) far_end: Arc<FarEnd>,
    pub(crate) circuit: SetCircuit,
    pub(crate) member: Arc<Member>,
    pub(crate) provider: SharedProvider,
}

impl Target {
    pub(crate) async fn ask(&self) -> Result<String, Error> {
        let context = Context::builder(TokioClock::shared()).build();
        let request = ChatRequest::new("m").user("Hi").stream();
        self.provider.call(&context, request.into()).await?.text().await
    }

    pub(crate) fn credential(&self) -> &Credential {
        self.member.vitals().credential()
    }

    pub(crate) fn status(&self) -> &'static str {
        self.member.standing(TokioClock.now()).status.name()
    }
}

/// A roster whose watch runs in a task of its own.
pub(crate) struct Scene {
    pub(crate) roster: Arc<Roster>,
    told: Arc<Told>,
    watch: tokio::task::JoinHandle<()>,
}

#[derive(Default)]
struct Told {
    alerts: Mutex<Vec<Alert>>,
    notices: Mutex<Vec<String>>,
}

impl Observer for Told {
    fn on_notice(&self, notice: &Notice<'_>) {
        let line = match notice {
            Notice::StatusMoved { target, from, to, reason } => {
                format!("{target}: {from} -> {to} ({reason})")
            }
            Notice::Reinstated { credential, cause } => format!("{credential} back: {cause}"),
            _ => return,
        };
        self.notices.lock().expect("not poisoned").push(line);
    }
}

impl Scene {
    pub(crate) fn new(settings: HealthSettings) -> Self {
        let roster = Arc::new(Roster::try_new(settings.seed(7)).expect("valid"));
        let told = Arc::new(Told::default());
        let watch = tokio::spawn(Self::watch(&roster, &told).run());
        Self { roster, told, watch }
    }

    fn watch(roster: &Arc<Roster>, told: &Arc<Told>) -> Watch {
        let alerts = Arc::clone(told);
        let sink = move |alert: &Alert| {
            alerts.alerts.lock().expect("not poisoned").push(alert.clone());
        };
        Watch::new(Arc::clone(roster), TokioClock::shared())
            .observer(Arc::clone(told) as _)
            .alerts(Arc::new(sink))
    }

    /// A second one beside the first.
    pub(crate) fn watch_again(&self) -> tokio::task::JoinHandle<()> {
        tokio::spawn(Self::watch(&self.roster, &self.told).run())
    }

    pub(crate) fn stop_watching(&self) {
        self.watch.abort();
    }

    pub(crate) fn target(&self, name: &'static str, key: Option<&str>) -> Target {
        let far_end = Arc::new(FarEnd {
            script: Scripted::new(name, Script::answer("Hello")),
            probe: Mutex::default(),
            probe_takes: Mutex::default(),
            probes: AtomicU64::new(0),
            under_way: AtomicU32::new(0),
        });
        let (circuit, vitals) = (SetCircuit::default(), self.roster.vitals(name, key));
        let raw = SharedProvider::new(Far(Arc::clone(&far_end)));
        let provider = raw.clone().layered(&circuit).layered(&Health::new(Arc::clone(&vitals)));
        let member = self.roster.enrol(vitals, raw, circuit.clone());
        Target { far_end, circuit, member, provider }
    }

    /// The alerts since this was asked last, in short.
    pub(crate) fn alerts(&self) -> Vec<String> {
        let alerts = self.all_alerts().into_iter();
        let told = alerts.map(|alert| {
            let Alert { scope, name, from, to, reason, .. } = alert;
            format!("{scope} {name}: {from} -> {to} ({reason})")
        });
        told.collect()
    }

    pub(crate) fn all_alerts(&self) -> Vec<Alert> {
        std::mem::take(&mut self.told.alerts.lock().expect("not poisoned"))
    }

    /// The notices since this was asked last.
    pub(crate) fn notices(&self) -> Vec<String> {
        std::mem::take(&mut self.told.notices.lock().expect("not poisoned"))
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        self.watch.abort();
    }
}
