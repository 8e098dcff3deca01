//! Twelve mistakes that published circuit breakers make, and that this one does not.

use std::future::{Future, pending};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use osier_breaker::{Breaker, CallError, Outcome, Recorded, RejectionCause, Settings, State};
use tokio::sync::Barrier;

use crate::{breaker, fail, ms, secs, succeed};

/// Opened at the beginning, with its open time just over.
fn ready_to_probe(settings: Settings) -> (Breaker, Instant) {
    let (breaker, t0) = breaker(settings.consecutive_failures(1));
    fail(&breaker, t0);
    (breaker, t0 + secs(5))
}

#[test]
fn pitfall_1_a_result_from_before_the_trip_neither_closes_nor_reopens() {
    let (breaker, t0) = breaker(Settings::consecutive(1));
    let [late_success, late_failure, late_drop] =
        [0; 3].map(|_| breaker.try_acquire_at(t0).unwrap());
    fail(&breaker, t0);
    let probing = t0 + secs(5);
    let probe = breaker.try_acquire_at(probing).unwrap();

    assert_eq!(late_success.success_at(probing), Recorded::Stale);
    assert_eq!(late_failure.failure_at(probing), Recorded::Stale);
    late_drop.ignore();
    let snapshot = breaker.snapshot_at(probing);
    assert_eq!((snapshot.state, snapshot.probes), (State::HalfOpen, 1));
    assert_eq!(probe.success_at(probing), Recorded::Counted);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn pitfall_2_of_500_concurrent_callers_one_is_the_probe() {
    let (breaker, now) = ready_to_probe(Settings::default());
    let (breaker, start) = (Arc::new(breaker), Arc::new(Barrier::new(500)));
    let callers: Vec<_> = (0..500)
        .map(|_| {
            let (breaker, start) = (Arc::clone(&breaker), Arc::clone(&start));
            tokio::spawn(async move {
                start.wait().await;
                breaker.try_acquire_owned_at(now, None)
            })
        })
        .collect();
    let mut permits = Vec::new();
    for caller in callers {
        match caller.await.unwrap() {
            Ok(permit) => permits.push(permit),
            Err(rejection) => assert_eq!(rejection.cause, RejectionCause::Probing),
        }
    }
    assert_eq!(permits.len(), 1);
}

#[test]
fn pitfall_3a_a_permit_that_is_dropped_records_nothing_and_frees_its_place() {
    let (breaker, now) = ready_to_probe(Settings::default());
    for _ in 0..10 {
        drop(breaker.try_acquire_at(now).unwrap());
        assert_eq!(breaker.state(), State::HalfOpen);
    }
}

#[tokio::test(start_paused = true)]
async fn pitfall_3b_a_call_that_is_cancelled_records_nothing_and_frees_its_place() {
    let (breaker, now) = ready_to_probe(Settings::default());
    assert!(breaker.probe_succeeded_at(now).is_some());
    let hung = breaker.call(pending::<Result<(), ()>>);
    assert!(tokio::time::timeout(secs(1), hung).await.is_err());
    let snapshot = breaker.snapshot();
    assert_eq!((snapshot.state, snapshot.probes), (State::HalfOpen, 0));
}

#[test]
fn pitfall_3c_a_call_that_panics_records_nothing_and_frees_its_place() {
    let (breaker, now) = ready_to_probe(Settings::default());
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        let _probe = breaker.try_acquire_at(now).unwrap();
        panic!("inside the call");
    }));
    assert!(panicked.is_err());
    assert_eq!(breaker.snapshot_at(now).probes, 0);
    assert_eq!(breaker.try_acquire_at(now).unwrap().success_at(now), Recorded::Counted);
}

#[test]
fn pitfall_4_a_neutral_probe_neither_closes_nor_reopens() {
    let (breaker, now) = ready_to_probe(Settings::default().successes_to_close(1));
    let probe = breaker.try_acquire_at(now).unwrap();
    assert_eq!(probe.record_at(now, Outcome::Ignored), Recorded::Counted);
    assert_eq!(breaker.state(), State::HalfOpen);
    succeed(&breaker, now);
    assert_eq!(breaker.state(), State::Closed);
}

#[test]
fn pitfall_5_a_probe_that_hangs_is_given_up_after_its_lease_or_deadline() {
    for (deadline, given_up) in [(secs(600), secs(30)), (secs(4), secs(4))] {
        let (breaker, now) = ready_to_probe(Settings::default());
        let hung = breaker.try_acquire_until(now, now + deadline).unwrap();
        let just_before = breaker.try_acquire_at(now + given_up - ms(100)).unwrap_err();
        assert_eq!(just_before.cause, RejectionCause::Probing);

        let after = now + given_up + ms(100);
        let rejection = breaker.try_acquire_at(after).unwrap_err();
        assert_eq!(rejection.cause, RejectionCause::Open);
        assert_eq!(rejection.retry_after, Some(secs(10)), "its expiry counts as a failure");
        assert_eq!(hung.success_at(after), Recorded::Stale);
    }
}

#[test]
fn answers_that_take_longer_than_the_lease_close_it_too_while_others_keep_asking() {
    let (breaker, mut now) = ready_to_probe(Settings::default());
    let takes = secs(100);
    let mut under_way = Vec::new();
    for _ in 0..600 {
        if let Ok(permit) = breaker.try_acquire_at(now) {
            under_way.push((now + takes, permit));
        }
        now += secs(1);
        while under_way.first().is_some_and(|(end, _)| *end <= now) {
            let _ = under_way.remove(0).1.success_at(now);
        }
    }
    assert_eq!(breaker.state(), State::Closed);
}

#[test]
fn a_look_at_a_probe_that_hangs_tells_what_the_next_caller_would_be_told() {
    let (breaker, now) = ready_to_probe(Settings::default());
    let _hung = breaker.try_acquire_at(now).unwrap();
    let after = now + secs(31);
    let look = breaker.snapshot_at(after);
    assert_eq!((look.state, look.retry_after), (State::HalfOpen, Some(secs(10))));
    let rejection = breaker.try_acquire_at(after).unwrap_err();
    assert_eq!(rejection.retry_after, look.retry_after);
}

#[test]
fn pitfall_6_ten_thousand_successes_do_not_outweigh_an_outage() {
    let (breaker, t0) = breaker(Settings::default().consecutive_failures(None));
    for call in 0..10_000 {
        succeed(&breaker, t0 + ms(call));
    }
    let mut now = t0 + secs(10);
    while breaker.state() == State::Closed {
        assert!(now < t0 + secs(75), "the successes have left the window long ago");
        fail(&breaker, now);
        now += secs(1);
    }
}

#[test]
fn pitfall_7_a_success_that_makes_the_calls_enough_is_judged_too() {
    let (breaker, t0) = breaker(Settings::default().consecutive_failures(None));
    for _ in 0..5 {
        fail(&breaker, t0);
    }
    for _ in 0..4 {
        succeed(&breaker, t0);
    }
    assert_eq!(breaker.state(), State::Closed, "nine calls are too few");
    succeed(&breaker, t0);
    assert_eq!(breaker.state(), State::Open, "five of ten are half");
}

#[tokio::test]
async fn pitfall_8_an_error_of_the_caller_counts_for_nothing() {
    let (breaker, t0) = breaker(Settings::default());
    let classify = |result: &Result<(), u16>| match result {
        Ok(()) => Outcome::Success,
        Err(400..=499) => Outcome::Ignored,
        Err(_) => Outcome::Failure,
    };
    for _ in 0..100 {
        let answer = breaker.call_with(classify, async || Err(404)).await;
        assert_eq!(answer, Err(CallError::Failed(404)));
    }
    let snapshot = breaker.snapshot_at(t0);
    assert_eq!((snapshot.state, snapshot.calls), (State::Closed, 0));
}

#[test]
fn pitfall_11_a_clock_that_jumps_does_no_harm() {
    let (breaker, t0) = breaker(Settings::default().slow_ratio(0.5));
    let century = secs(100 * 365 * 86_400);
    let before = t0.checked_sub(secs(3600)).unwrap_or(t0);
    for now in [t0 + secs(100), before, t0 + century, t0, t0 + century, before] {
        succeed(&breaker, now);
        let permit = breaker.try_acquire_at(now).unwrap();
        let _ = permit.failure_at(before);
        succeed(&breaker, t0 + secs(100));
        assert_eq!(breaker.state(), State::Closed);
    }
    for _ in 0..5 {
        fail(&breaker, t0 + secs(200));
    }
    let earlier = breaker.try_acquire_at(before).unwrap_err();
    assert!(earlier.retry_after.unwrap() <= secs(3600));
    assert!(breaker.try_acquire_at(t0 + century).is_ok(), "a jump ahead ends the open time");
}

/// Counts are exact and no probe is lost, whatever the threads do to each other.
#[test]
fn pitfall_12_contention_loses_nothing() {
    const THREADS: usize = 8;
    const CALLS: u64 = 3_000;
    let settings = Settings::default().consecutive_failures(None).minimum_calls(16_384);
    let (breaker, now) = breaker(settings);
    let counted = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                for call in 0..CALLS {
                    let permit = breaker.try_acquire_at(now).unwrap();
                    let recorded =
                        if call % 3 == 0 { permit.failure_at(now) } else { permit.success_at(now) };
                    counted.fetch_add((recorded == Recorded::Counted).into(), Ordering::Relaxed);
                }
            });
        }
    });
    let all = THREADS as u64 * CALLS;
    let opened = breaker.state() == State::Open;
    assert!(!opened, "one in three is less than half");
    let snapshot = breaker.snapshot_at(now);
    assert_eq!((snapshot.calls, snapshot.failures), (all, all / 3));
    assert_eq!(counted.into_inner() as u64, all);
}

#[test]
fn pitfall_12_contention_for_probes_leaves_none_behind() {
    let (breaker, now) = ready_to_probe(Settings::default().probes(3).successes_to_close(100));
    let in_flight = AtomicUsize::new(0);
    thread::scope(|scope| {
        for thread in 0..8 {
            let (breaker, in_flight) = (&breaker, &in_flight);
            scope.spawn(move || {
                for call in 0..2_000 {
                    if let Ok(probe) = breaker.try_acquire_at(now) {
                        assert!(in_flight.fetch_add(1, Ordering::SeqCst) < 3);
                        in_flight.fetch_sub(1, Ordering::SeqCst);
                        match (call + thread) % 64 {
                            0 if call < 64 => drop(probe.success_at(now)),
                            _ => probe.ignore(),
                        }
                    }
                }
            });
        }
    });
    let snapshot = breaker.snapshot_at(now);
    assert_eq!((snapshot.state, snapshot.probes), (State::HalfOpen, 0));
}

/// The whole future is nothing but the call: no runtime is needed.
#[test]
fn a_call_needs_no_runtime() {
    let (breaker, _) = breaker(Settings::default());
    let mut call = std::pin::pin!(breaker.call(async || Ok::<_, ()>(7)));
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    assert_eq!(call.as_mut().poll(&mut cx), std::task::Poll::Ready(Ok(7)));
}
