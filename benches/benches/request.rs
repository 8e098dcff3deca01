//! Reading a request, giving it another model and writing it again: as bytes with views, and as a
//! tree of values.

use std::hint::black_box;
use std::time::Duration;

use bytes::Bytes;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use osier_benches::sample;
use osier_core::Request;
use serde_json::Value;

const MODEL: &str = "another-model";
const SIZES: [(&str, usize); 3] = [("1 kB", 1_000), ("100 kB", 100_000), ("1 MB", 1_000_000)];

fn edit(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("edit a request");
    for (name, size) in SIZES {
        let body = Bytes::from(sample::request(size, false));
        group.throughput(Throughput::Bytes(body.len() as u64));
        group.bench_with_input(BenchmarkId::new("views", name), &body, |b, body| {
            b.iter(|| with_views(black_box(body)));
        });
        group.bench_with_input(BenchmarkId::new("tree", name), &body, |b, body| {
            b.iter(|| with_a_tree(black_box(body)));
        });
    }
    group.finish();
}

fn with_views(body: &Bytes) -> Option<Bytes> {
    let mut request = Request::parse(body.clone()).ok()?;
    request.set_model(MODEL);
    Some(request.to_bytes())
}

fn with_a_tree(body: &[u8]) -> Option<Vec<u8>> {
    let mut request: Value = serde_json::from_slice(body).ok()?;
    request.as_object_mut()?.insert("model".to_owned(), MODEL.into());
    serde_json::to_vec(&request).ok()
}

fn brief() -> Criterion {
    Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
}

criterion_group! { name = request; config = brief(); targets = edit }
criterion_main!(request);
