//! What the layers cost around a provider that does nothing.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use criterion::{Criterion, criterion_group, criterion_main};
use futures_util::{StreamExt, stream};
use osier_benches::sample;
use osier_cache::{Cache, Settings};
use osier_cache_memory::MemoryStore;
use osier_core::{
    Completion, Context, Error, Event, Layer, Level, Provider, Request, Response, SharedClock,
    SharedProvider,
};
use osier_degrade::{Degrade, Edits, Ladder};
use osier_failover::{Failover, Target};
use osier_http::TokioClock;
use osier_timeout::Timeout;
use tokio::runtime::Runtime;

/// Answers at once with what it has: the one answer, or the same events each time.
struct Canned {
    completion: Completion,
    events: Vec<Event>,
}

#[async_trait::async_trait]
impl Provider for Canned {
    fn id(&self) -> &str {
        "canned"
    }

    async fn call(&self, _: &Context, request: Request) -> Result<Response, Error> {
        Ok(if request.wants_stream() {
            Response::stream(stream::iter(self.events.clone().into_iter().map(Ok)))
        } else {
            Response::complete(self.completion.clone())
        })
    }
}

/// Adds one layer after the other; what each costs is the difference.
fn layers(criterion: &mut Criterion) {
    let Ok(runtime) = runtime() else { return };
    let clock = TokioClock::shared();
    for (name, stream) in [("whole answer", false), ("answer of 20 events", true)] {
        let body = Bytes::from(sample::request(1_000, stream));
        let Ok(request) = Request::parse(body.clone()) else { return };
        let mut group = criterion.benchmark_group(name);
        for (name, provider) in stacks() {
            group.bench_function(name, |b| {
                b.to_async(&runtime).iter(|| ask(&provider, &clock, request.clone()));
            });
        }
        let stack = full();
        group.bench_function("from bytes to bytes", |b| {
            b.to_async(&runtime).iter(|| from_bytes(&stack, &clock, black_box(body.clone())));
        });
        group.finish();
    }
}

fn stacks() -> Vec<(&'static str, SharedProvider)> {
    let timeout = Timeout::default();
    let stacks = [
        ("provider alone", canned()),
        ("with timeout", timeout.layer(canned())),
        ("with failover", failover(canned())),
        ("with both", full()),
    ];
    let laddered = laddered().map(|it| ("with both and a ladder", it));
    let cached = cached().map(|it| ("with both and a cache", it));
    stacks.into_iter().chain(laddered).chain(cached).collect()
}

/// Behind a cache: every answer comes by a flight of its own, and is stored.
fn cached() -> Option<SharedProvider> {
    let memory = Arc::new(MemoryStore::default());
    let cache = Cache::builder(TokioClock::shared()).inner(memory).build().ok()?;
    Some(full().layered(&cache.route("route", Settings::default()).ok()?))
}

/// On a ladder of three levels, each by a route of its own.
fn laddered() -> Option<SharedProvider> {
    let ladder = Ladder::presets().edits(Level::Full, Edits::none());
    let ladder = ladder.provider(Level::Reduced, full()).provider(Level::Minimal, full());
    let degrade = Degrade::try_new("route", ladder).ok()?;
    Some(full().layered(&degrade))
}

fn full() -> SharedProvider {
    failover(Timeout::default().layer(canned()))
}

fn failover(provider: SharedProvider) -> SharedProvider {
    let target = Target::shared("canned", provider).model("another-model");
    SharedProvider::new(Failover::new("route").target(target))
}

fn canned() -> SharedProvider {
    let completion = Completion::of_text("another-model", &sample::text());
    let stream = sample::stream(sample::TOKENS);
    let records = stream.split("\n\n").filter_map(|record| record.strip_prefix("data: {"));
    let events = records.filter_map(|json| Event::parse(format!("{{{json}")).ok()).collect();
    SharedProvider::new(Canned { completion, events })
}

/// From a request to the last byte of its answer.
async fn ask(provider: &SharedProvider, clock: &SharedClock, request: Request) -> usize {
    let context = Context::builder(clock.clone()).build();
    let Ok(response) = provider.call(&context, request).await else { return 0 };
    let mut events = match response.body {
        osier_core::Body::Complete(completion) => return completion.data().len(),
        osier_core::Body::Stream(events) => events,
    };
    let mut bytes = 0;
    while let Some(Ok(event)) = events.next().await {
        bytes += event.data().len();
    }
    bytes
}

async fn from_bytes(provider: &SharedProvider, clock: &SharedClock, body: Bytes) -> usize {
    match Request::parse(body) {
        Ok(request) if request.check().is_ok() => ask(provider, clock, request).await,
        _ => 0,
    }
}

fn runtime() -> std::io::Result<Runtime> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()
}

fn brief() -> Criterion {
    Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
}

criterion_group! { name = path; config = brief(); targets = layers }
criterion_main!(path);
