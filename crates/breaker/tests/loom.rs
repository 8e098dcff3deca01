//! The breaker under every interleaving of two or three threads.
//!
//! `cargo xtask ci --step loom`
#![cfg(loom)]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use loom::thread;
use osier_breaker::{Breaker, Recorded, Settings, State};

/// Where all time begins.
#[expect(clippy::disallowed_methods, reason = "a model counts its time from some moment")]
fn start() -> Instant {
    static START: OnceLock<Instant> = OnceLock::new();
    *START.get_or_init(Instant::now)
}

const OPEN: Duration = Duration::from_secs(5);

fn breaker(settings: Settings) -> Arc<Breaker> {
    let settings = settings.jitter(0.0).open(OPEN);
    Arc::new(Breaker::try_new(settings).expect("valid").with_clock(start))
}

fn ratio(minimum: u32) -> Settings {
    Settings::default().consecutive_failures(None).failure_ratio(0.5).minimum_calls(minimum)
}

/// Opened by a failure, with its open time just over.
fn ready_to_probe(settings: Settings) -> (Arc<Breaker>, Instant) {
    let breaker = breaker(settings);
    let _ = breaker.try_acquire_at(start()).expect("closed").failure_at(start());
    (breaker, start() + OPEN)
}

#[test]
fn of_three_callers_one_is_the_probe() {
    loom::model(|| {
        let (breaker, now) = ready_to_probe(Settings::consecutive(1));
        let threads = [0, 1].map(|_| {
            let breaker = Arc::clone(&breaker);
            thread::spawn(move || breaker.try_acquire_owned_at(now, None))
        });
        let mine = breaker.try_acquire_owned_at(now, None);
        let others = threads.map(|thread| thread.join().expect("no panic"));
        let permits = others.iter().chain([&mine]).filter(|answer| answer.is_ok()).count();
        assert_eq!(permits, 1);
    });
}

#[test]
fn two_failures_trip_once() {
    loom::model(|| {
        let told = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&told);
        let settings = Settings::consecutive(2).jitter(0.0);
        let breaker = Breaker::try_new(settings).expect("valid").with_clock(start);
        let breaker = Arc::new(breaker.on_transition(move |_| {
            count.fetch_add(1, Ordering::Relaxed);
        }));
        let there = Arc::clone(&breaker);
        let fail = |breaker: &Breaker| {
            if let Ok(permit) = breaker.try_acquire_at(start()) {
                let _ = permit.failure_at(start());
            }
        };
        let other = thread::spawn(move || fail(&there));
        fail(&breaker);
        other.join().expect("no panic");
        assert_eq!(breaker.state(), State::Open);
        assert_eq!(told.load(Ordering::Relaxed), 1);
    });
}

#[test]
fn a_success_admitted_before_the_trip_never_undoes_it() {
    loom::model(|| {
        let breaker = breaker(Settings::consecutive(1));
        let early = breaker.try_acquire_owned_at(start(), None).expect("closed");
        let late = breaker.try_acquire_owned_at(start(), None).expect("closed");
        let other = thread::spawn(move || early.success_at(start()));
        assert_eq!(late.failure_at(start()), Recorded::Counted);
        other.join().expect("no panic");
        assert_eq!(breaker.state(), State::Open);
    });
}

#[test]
fn a_record_of_an_old_generation_never_lands_in_a_new_window() {
    loom::model(|| {
        let breaker = breaker(ratio(10));
        let old = breaker.try_acquire_owned_at(start(), None).expect("closed");
        let other = thread::spawn(move || old.failure_at(start()));
        breaker.reset_at(start());
        let _ = breaker.try_acquire_at(start()).expect("closed").success_at(start());
        other.join().expect("no panic");
        let snapshot = breaker.snapshot_at(start());
        assert_eq!((snapshot.calls, snapshot.failures), (1, 0));
    });
}

#[test]
fn a_window_loses_no_record() {
    loom::model(|| {
        let breaker = breaker(ratio(10));
        let there = Arc::clone(&breaker);
        let other = thread::spawn(move || {
            let _ = there.try_acquire_at(start()).expect("closed").failure_at(start());
        });
        let _ = breaker.try_acquire_at(start()).expect("closed").success_at(start());
        other.join().expect("no panic");
        let snapshot = breaker.snapshot_at(start());
        assert_eq!((snapshot.calls, snapshot.failures), (2, 1));
    });
}

#[test]
fn a_success_and_a_failure_that_make_the_minimum_together_trip() {
    loom::model(|| {
        let breaker = breaker(ratio(2));
        let failing = breaker.try_acquire_owned_at(start(), None).expect("closed");
        let other = thread::spawn(move || failing.failure_at(start()));
        let _ = breaker.try_acquire_at(start()).expect("closed").success_at(start());
        other.join().expect("no panic");
        assert_eq!(breaker.state(), State::Open);
    });
}

#[test]
fn a_dropped_probe_frees_its_place_beside_any_caller() {
    loom::model(|| {
        let (breaker, now) = ready_to_probe(Settings::consecutive(1));
        let probe = breaker.try_acquire_owned_at(now, None).expect("its time is over");
        let other = thread::spawn(move || drop(probe));
        drop(breaker.try_acquire_at(now));
        other.join().expect("no panic");
        assert_eq!(breaker.snapshot_at(now).probes, 0);
        assert!(breaker.try_acquire_at(now).is_ok());
    });
}

#[test]
fn a_probe_succeeds_or_its_lease_expires_and_never_both() {
    loom::model(|| {
        let settings = Settings::consecutive(1).successes_to_close(1);
        let (breaker, now) = ready_to_probe(settings);
        let late = now + Duration::from_secs(31);
        let probe = breaker.try_acquire_owned_at(now, None).expect("its time is over");
        let other = thread::spawn(move || probe.success_at(late));
        let admitted = breaker.try_acquire_at(late).is_ok();
        let state = match other.join().expect("no panic") {
            Recorded::Counted => State::Closed,
            Recorded::Stale => State::Open,
        };
        assert_eq!(breaker.state(), state);
        assert!(!admitted || state == State::Closed);
    });
}

#[test]
fn probes_in_flight_are_all_counted() {
    loom::model(|| {
        let settings = Settings::consecutive(1).probes(2).successes_to_close(2);
        let (breaker, now) = ready_to_probe(settings);
        let probes = [0, 1].map(|_| breaker.try_acquire_owned_at(now, None).expect("two places"));
        let threads = probes.map(|probe| thread::spawn(move || probe.success_at(now)));
        for thread in threads {
            assert_eq!(thread.join().expect("no panic"), Recorded::Counted);
        }
        assert_eq!(breaker.state(), State::Closed);
    });
}
