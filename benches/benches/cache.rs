//! What the cache adds to a request.

use std::hint::black_box;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use osier_benches::sample;
use osier_cache::key;
use osier_core::{Context, Request};
use osier_http::TokioClock;

const SIZES: [(&str, usize); 3] = [("1 kB", 1_000), ("10 kB", 10_000), ("100 kB", 100_000)];

fn keys(criterion: &mut Criterion) {
    let context = Context::builder(TokioClock::shared()).tenant("acme").build();
    let mut group = criterion.benchmark_group("key of a request");
    for (name, size) in SIZES {
        let body = sample::request(size, true);
        group.throughput(Throughput::Bytes(body.len() as u64));
        let Ok(request) = Request::parse(body) else { continue };
        group.bench_with_input(BenchmarkId::from_parameter(name), &request, |b, request| {
            b.iter(|| key(&context, "gpt-4o", black_box(request)));
        });
    }
    group.finish();
}

fn brief() -> Criterion {
    Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
}

criterion_group! { name = cache; config = brief(); targets = keys }
criterion_main!(cache);
