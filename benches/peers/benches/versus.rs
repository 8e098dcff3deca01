//! Times every party at every row.

use std::hint::black_box;
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use criterion::{Criterion, SamplingMode};
use osier_peers::{Meter, measure};

/// How many share one thing.
const CROWDS: [usize; 3] = [1, 2, 4];

fn main() {
    // Many short samples: their median is what the table shows.
    let mut criterion = Criterion::default()
        .sample_size(30)
        .warm_up_time(Duration::from_millis(100))
        .measurement_time(Duration::from_millis(500))
        .nresamples(1_000)
        .configure_from_args();
    measure(&mut Timed(&mut criterion));
    criterion.final_summary();
}

struct Timed<'a>(&'a mut Criterion);

impl Meter for Timed<'_> {
    fn alone<O>(&mut self, row: &str, party: &str, mut work: impl FnMut() -> O) {
        let mut group = self.0.benchmark_group(row);
        group.bench_function(party, |b| {
            b.iter_custom(|rounds| {
                let start = now();
                repeat(rounds, &mut work);
                now() - start
            });
        });
    }

    fn shared<O, W: FnMut() -> O>(
        &mut self,
        row: &str,
        party: &str,
        access: impl Fn() -> W + Sync,
    ) {
        for crowd in CROWDS {
            let mut group = self.0.benchmark_group(format!("{row}, {crowd} threads"));
            // Few and long samples: threads take a moment to begin, and turns of milliseconds.
            group.sampling_mode(SamplingMode::Flat).sample_size(10);
            group
                .bench_function(party, |b| b.iter_custom(|rounds| crowded(crowd, rounds, &access)));
        }
    }
}

/// The time of so many rounds of each thread, shared out among the threads: what one operation
/// costs while all of them are at it.
fn crowded<O, W: FnMut() -> O>(
    threads: usize,
    rounds: u64,
    access: &(impl Fn() -> W + Sync),
) -> Duration {
    let barrier = Barrier::new(threads);
    let one = || {
        let mut work = access();
        barrier.wait();
        let start = now();
        repeat(rounds, &mut work);
        (start, now())
    };
    let times: Vec<_> = thread::scope(|scope| {
        let crowd: Vec<_> = (0..threads).map(|_| scope.spawn(one)).collect();
        crowd.into_iter().filter_map(|thread| thread.join().ok()).collect()
    });
    let start = times.iter().map(|(start, _)| start).min();
    let end = times.iter().map(|(_, end)| end).max();
    let elapsed = start.zip(end).map(|(start, end)| *end - *start);
    elapsed.unwrap_or_default() / threads as u32
}

/// The same loop for everything: what is around the work is part of the figure.
#[inline(never)]
fn repeat<O>(rounds: u64, work: &mut impl FnMut() -> O) {
    for _ in 0..rounds {
        black_box(work());
    }
}

#[expect(clippy::disallowed_methods, reason = "a stopwatch")]
fn now() -> Instant {
    Instant::now()
}
