//! Reading a streamed answer: cutting it into records, skimming an event, decoding it.

use std::collections::VecDeque;
use std::hint::black_box;
use std::time::Duration;

use bytes::Bytes;
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use osier_benches::sample;
use osier_core::adapter::{Call, Framing, Record};
use osier_core::{Event, Request, StreamDecoder};
use osier_http::framing::Framer;
use osier_providers_openai::Decoder;

/// Events of the stream: a long paragraph.
const EVENTS: usize = 200;
/// What a slow network makes of it.
const SPLINTER: usize = 64;

fn framing(criterion: &mut Criterion) {
    let body = Bytes::from(sample::stream(EVENTS));
    let splinters: Vec<Bytes> = body.chunks(SPLINTER).map(|piece| body.slice_ref(piece)).collect();
    let mut group = criterion.benchmark_group("frame 200 events");
    group.throughput(Throughput::Bytes(body.len() as u64));
    group.bench_function("in one piece", |b| b.iter(|| frame(black_box([body.clone()]))));
    group.bench_function("in pieces of 64 bytes", |b| {
        b.iter(|| frame(black_box(&splinters).iter().cloned()));
    });
    group.finish();
}

fn frame(pieces: impl IntoIterator<Item = Bytes>) -> usize {
    let mut framer = Framer::new(Framing::Sse);
    let mut records = 0;
    for piece in pieces {
        framer.push(piece);
        while let Ok(Some(record)) = framer.next_record() {
            black_box(record);
            records += 1;
        }
    }
    records
}

fn events(criterion: &mut Criterion) {
    let chunk = Bytes::from(sample::chunk(" osier"));
    let mut group = criterion.benchmark_group("read one event");
    group.throughput(Throughput::Elements(1));
    group.bench_function("parse", |b| b.iter(|| Event::parse(black_box(&chunk).clone())));
    group.bench_function("decode", |b| {
        let request = Request::empty();
        let call = Call { request: &request, id: "chatcmpl-1", unix_time: 0 };
        let mut decoder = Decoder::new(&call, None);
        let mut out = VecDeque::new();
        b.iter_batched(
            || Record::data(chunk.clone()),
            |record| {
                let result = decoder.decode(black_box(record), &mut out);
                out.clear();
                result
            },
            BatchSize::SmallInput,
        );
    });
    group.finish();
}

fn brief() -> Criterion {
    Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
}

criterion_group! { name = reading; config = brief(); targets = framing, events }
criterion_main!(reading);
