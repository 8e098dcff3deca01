//! What the cache adds to a request, and what a hit costs beside the bare store.

use std::hint::black_box;
use std::time::Duration;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main};
use osier::cache::{Settings, Takes, key};
use osier::cache_memory::MemoryStore;
use osier::cache_redis::{RedisSettings, RedisStore};
use osier::cache_sled::{SledSettings, SledStore};
use osier::{
    CacheStatus, Caching, Client, Completion, Context, Error, Provider, Request, Response, Target,
};
use osier_benches::sample;
use osier_http::TokioClock;
use osier_redis_server::{Folder, RedisServer};
use tokio::runtime::{Builder, Runtime};

const SIZES: [(&str, usize); 3] = [("1 kB", 1_000), ("10 kB", 10_000), ("100 kB", 100_000)];
/// How long a stored answer is, in bytes of its text.
const ANSWER: usize = 4_000;
/// Where the bare stores keep what they are asked for.
const NAME: &[u8] = b"the-name-of-an-entry-is-forty-eight-bytes-long!!";

/// Says as much as a stored answer has.
struct Long;

#[async_trait::async_trait]
impl Provider for Long {
    fn id(&self) -> &str {
        "long"
    }

    async fn call(&self, _: &Context, _: Request) -> Result<Response, Error> {
        Ok(Response::complete(Completion::of_text("long", &"a word ".repeat(ANSWER / 7))))
    }
}

fn keys(criterion: &mut Criterion) {
    let context = Context::builder(TokioClock::shared()).tenant("acme").build();
    let mut group = criterion.benchmark_group("key of a request");
    for (name, size) in SIZES {
        let body = sample::request(size, true);
        group.throughput(Throughput::Bytes(body.len() as u64));
        let Ok(request) = Request::parse(body) else { continue };
        group.bench_function(name, |b| b.iter(|| key(&context, "gpt-4o", black_box(&request))));
    }
    group.finish();
}

/// From a parsed request to an answer out of memory, through the whole client.
fn memory(criterion: &mut Criterion) {
    let Ok(runtime) = runtime() else { return };
    let mut group = criterion.benchmark_group("hit in memory, 4 kB");
    hit(&mut group, &runtime, Caching::default().inner(MemoryStore::default()));
    group.finish();
}

fn disk(criterion: &mut Criterion) {
    let Ok(runtime) = runtime() else { return };
    let (ours, bare) = (Folder::new(), Folder::new());
    let opening = SledStore::open(ours.path(), SledSettings::default(), TokioClock::shared());
    let (Ok(opened), Ok(db)) = (runtime.block_on(opening), sled::open(bare.path())) else { return };
    if db.insert(NAME, vec![7; ANSWER]).is_err() {
        return;
    }
    let mut group = criterion.benchmark_group("hit on disk, 4 kB");
    hit(&mut group, &runtime, Caching::default().outer(opened.store));
    group.bench_function("sled: get, on a thread for what blocks", |b| {
        b.to_async(&runtime).iter(|| {
            let db = db.clone();
            tokio::task::spawn_blocking(move || db.get(NAME).ok().flatten())
        });
    });
    group.bench_function("sled in place: get", |b| b.iter(|| db.get(NAME).ok().flatten()));
    group.finish();
}

fn redis(criterion: &mut Criterion) {
    let Ok(runtime) = runtime() else { return };
    let server = RedisServer::start();
    let Ok(store) = RedisStore::new(RedisSettings::new(server.url())) else { return };
    let Ok(client) = ::redis::Client::open(server.url()) else { return };
    let Ok(link) = runtime.block_on(client.get_connection_manager()) else { return };
    let set = ::redis::Cmd::set(NAME, vec![7_u8; ANSWER]);
    if runtime.block_on(set.exec_async(&mut link.clone())).is_err() {
        return;
    }
    let mut group = criterion.benchmark_group("hit in Redis, 4 kB");
    hit(&mut group, &runtime, Caching::default().outer(store));
    group.bench_function("redis: GET", |b| {
        b.to_async(&runtime).iter(|| {
            let mut link = link.clone();
            async move { ::redis::Cmd::get(NAME).query_async::<Vec<u8>>(&mut link).await.ok() }
        });
    });
    group.finish();
}

/// Stores an answer, and then asks for it.
fn hit(group: &mut BenchmarkGroup<'_, WallTime>, runtime: &Runtime, caching: Caching) {
    let caching = caching.settings(Settings::default().takes(Takes::All));
    let target = Target::provider("long", Long);
    let Ok(client) = Client::builder().target(target).cache(caching).build() else { return };
    let Ok(request) = Request::parse(sample::request(1_000, false)) else { return };
    let ask = || ask(&client, request.clone());
    assert!(runtime.block_on(is_stored(&client, &request)), "what is measured is a hit");
    group.bench_function("osier: Client::call", |b| b.to_async(runtime).iter(ask));
}

/// A link is made when it is first needed, so it may take some more requests than one.
async fn is_stored(client: &Client, request: &Request) -> bool {
    for _ in 0..100 {
        if is_hit(&ask(client, request.clone()).await) {
            return true;
        }
        if let Some(cache) = client.cache() {
            let _ = cache.flush().await;
        }
    }
    false
}

async fn ask(client: &Client, request: Request) -> Result<Response, Error> {
    client.call(&client.context().build(), request).await
}

fn is_hit(answer: &Result<Response, Error>) -> bool {
    let used = answer.as_ref().ok().and_then(|response| response.head.cache);
    used.is_some_and(|used| used.status == CacheStatus::Hit)
}

/// As programs have it that serve others: several threads.
fn runtime() -> std::io::Result<Runtime> {
    Builder::new_multi_thread().worker_threads(2).enable_all().build()
}

fn brief() -> Criterion {
    Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
}

criterion_group! { name = cache; config = brief(); targets = keys, memory, disk, redis }
criterion_main!(cache);
