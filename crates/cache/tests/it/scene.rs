//! A route with a cache around it, and what its observer hears.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use osier_cache::{Cache, CacheBuilder, Entry, Outer, RouteCache, Settings, key};
use osier_core::{
    CacheKey, CacheUse, ChatRequest, Clock, Completion, Context, ContextBuilder, Error, ErrorKind,
    Notice, Observer, Provider, Readiness, Request, Response, SharedClock, SharedProvider, Sleep,
};
use osier_http::TokioClock;
use osier_simulate::{Script, Scripted, Step};

use crate::shelf::Shelf;

pub(crate) const ROUTE: &str = "chat";

pub(crate) const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

pub(crate) const fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// Virtual time, also since 1970.
#[derive(Debug)]
struct Days {
    began: Instant,
}

impl Clock for Days {
    fn now(&self) -> Instant {
        TokioClock.now()
    }

    fn sleep_until(&self, until: Instant) -> Sleep {
        TokioClock.sleep_until(until)
    }

    fn unix_time(&self) -> Duration {
        secs(1_790_000_000) + self.now().duration_since(self.began)
    }
}

/// A provider, the cache around it, and what is heard of it.
pub(crate) struct Scene {
    pub(crate) clock: SharedClock,
    pub(crate) far_end: Scripted,
    pub(crate) cache: Cache,
    pub(crate) layer: RouteCache,
    pub(crate) route: SharedProvider,
    pub(crate) heard: Arc<Heard>,
}

impl Scene {
    /// A provider that plays this script, and a cache with this store alone.
    pub(crate) fn near(script: impl Into<Script>, near: &Shelf) -> Self {
        Self::of(script, Settings::default(), |cache| cache.inner(near.shared()))
    }

    /// The same with this store alone, as an outer one.
    pub(crate) fn far(script: impl Into<Script>, far: &Shelf) -> Self {
        Self::of(script, Settings::default(), |cache| cache.outer(Outer::new(far.shared())))
    }

    /// The same with both.
    pub(crate) fn both(script: impl Into<Script>, near: &Shelf, far: &Shelf) -> Self {
        Self::of(script, Settings::default(), |cache| {
            cache.inner(near.shared()).outer(Outer::new(far.shared()))
        })
    }

    pub(crate) fn of(
        script: impl Into<Script>,
        settings: Settings,
        stores: impl FnOnce(CacheBuilder) -> CacheBuilder,
    ) -> Self {
        let far_end = Scripted::new("model", script);
        let inner = SharedProvider::new(InTime(far_end.clone()));
        Self::around(far_end, inner, settings, stores)
    }

    /// The same around this provider.
    pub(crate) fn around(
        far_end: Scripted,
        inner: SharedProvider,
        settings: Settings,
        stores: impl FnOnce(CacheBuilder) -> CacheBuilder,
    ) -> Self {
        let clock: SharedClock = Arc::new(Days { began: TokioClock.now() });
        let heard = Arc::new(Heard::default());
        let builder = Cache::builder(Arc::clone(&clock)).observer(heard.clone());
        let cache = stores(builder).build().expect("valid");
        let layer = cache.route(ROUTE, settings).expect("valid");
        let route = inner.layered(&layer);
        Self { clock, far_end, cache, layer, route, heard }
    }

    pub(crate) fn context(&self) -> ContextBuilder {
        Context::builder(Arc::clone(&self.clock)).id("req-1").observer(self.heard.clone())
    }

    pub(crate) async fn ask(&self, request: ChatRequest) -> Result<Response, Error> {
        self.route.call(&self.context().build(), request.into()).await
    }

    /// What came of it, for one who wants this of the cache.
    pub(crate) async fn told(&self, request: ChatRequest, choice: CacheUse) -> String {
        let context = self.context().cache(choice).build();
        told(self.route.call(&context, request.into()).await).await
    }

    /// What a request of this name, that nobody else asks, is stored under.
    pub(crate) fn key(&self, request: ChatRequest) -> CacheKey {
        key(&self.context().build(), ROUTE, &request.into()).expect("not deep")
    }

    /// An answer of this text, as it stands in a store when it is so old.
    pub(crate) fn entry(&self, text: &str, age: Duration) -> Entry {
        let stored_at = self.clock.unix_time() - age;
        let (completion, target) = (Completion::of_text("model", text), Some("model".into()));
        let (took, replays, tells_usage) = (Duration::ZERO, true, true);
        Entry { completion, target, stored_at, took, replays, tells_usage }
    }

    /// Puts an answer into this store that is so old.
    pub(crate) fn place(&self, shelf: &Shelf, request: ChatRequest, text: &str, age: Duration) {
        let key = self.key(request);
        shelf.place(key, self.entry(text, age).encode(&key));
    }

    /// The text that this store has for the request.
    pub(crate) fn stored(&self, shelf: &Shelf, request: ChatRequest) -> Option<String> {
        let key = self.key(request);
        let bytes = shelf.look(&key)?;
        Entry::decode(&key, &bytes).expect("whole").completion.text()
    }

    /// Lets everything happen that waits for nothing but its turn.
    pub(crate) async fn settle(&self) {
        self.wait(millis(1)).await;
    }

    pub(crate) async fn wait(&self, span: Duration) {
        self.clock.sleep_until(self.clock.now() + span).await;
    }
}

/// A provider that keeps to the deadline.
struct InTime(Scripted);

#[async_trait]
impl Provider for InTime {
    fn id(&self) -> &str {
        self.0.id()
    }

    async fn call(&self, context: &Context, request: Request) -> Result<Response, Error> {
        let called = context.before(context.deadline().moment(), self.0.call(context, request));
        called.await.unwrap_or_else(|| Err(Error::new(ErrorKind::DeadlineExceeded)))
    }

    fn readiness(&self, now: Instant) -> Readiness {
        self.0.readiness(now)
    }
}

/// `text (status, age, level: reason)`, or the kind of the error.
pub(crate) async fn told(answer: Result<Response, Error>) -> String {
    let response = match answer {
        Ok(response) => response,
        Err(error) => return error.kind().name().into(),
    };
    let used = response.head.cache.expect("a cache");
    let age = used.age.map(|age| format!(", {} s", age.as_secs())).unwrap_or_default();
    let level = response.head.level.map(|served| format!(", {}: {}", served.level, served.reason));
    let marks = format!("({}{age}{})", used.status, level.unwrap_or_default());
    match response.text().await {
        Ok(text) => format!("{text} {marks}"),
        Err(error) => format!("{} in mid-stream {marks}", error.kind().name()),
    }
}

/// A question that may be answered in another way next time.
pub(crate) fn hi() -> ChatRequest {
    ChatRequest::new("chat").user("Hi")
}

/// A question of which the same answer can be expected twice.
pub(crate) fn sure() -> ChatRequest {
    hi().temperature(0.0)
}

pub(crate) fn says(text: &str) -> Step {
    Step::answer(text)
}

pub(crate) fn down() -> Step {
    Step::status(503)
}

/// Remembers what is told of the cache.
#[derive(Default)]
pub(crate) struct Heard(Mutex<Vec<String>>);

impl Heard {
    pub(crate) fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().expect("not poisoned"))
    }
}

impl Observer for Heard {
    fn on_notice(&self, notice: &Notice<'_>) {
        let line = match notice {
            Notice::CacheUsed { request, route, status, age, store } => {
                let age = age.map(|age| format!(", {} s", age.as_secs())).unwrap_or_default();
                let store = store.map(|store| format!(" from {store}")).unwrap_or_default();
                format!("{request} on {route}: {status}{age}{store}")
            }
            Notice::StoreFailed { store, operation, error } => {
                format!("{store} cannot {operation}: {}", error.kind().name())
            }
            Notice::WriteDropped { store, reason } => format!("{store} is not given: {reason}"),
            Notice::EntryDropped { store, reason } => format!("{store} gave what is bad: {reason}"),
            _ => return,
        };
        self.0.lock().expect("not poisoned").push(line);
    }
}
