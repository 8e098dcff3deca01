//! What is told, what is read, and what is promised of the types.

use std::future::ready;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use osier_breaker::{Breaker, Cause, Mode, Permit, Recorded, Settings, State, Transition};

use crate::{fail, secs, start, succeed};

fn listened(settings: Settings) -> (Breaker, Arc<Mutex<Vec<Transition>>>) {
    let told = Arc::new(Mutex::new(Vec::new()));
    let ears = Arc::clone(&told);
    let (breaker, _) = crate::breaker(settings);
    let breaker = breaker.on_transition(move |moved| ears.lock().unwrap().push(*moved));
    (breaker, told)
}

#[test]
fn every_transition_is_told_once_with_its_cause_and_how_long() {
    let (breaker, told) = listened(Settings::consecutive(1).successes_to_close(1));
    let t0 = start();
    fail(&breaker, t0);
    assert!(breaker.try_acquire_at(t0 + secs(1)).is_err());
    fail(&breaker, t0 + secs(5));
    succeed(&breaker, t0 + secs(15));
    let permit = breaker.try_acquire_at(t0 + secs(16)).unwrap();
    let _ = permit.throttled_at(t0 + secs(16), Some(secs(7)));
    succeed(&breaker, t0 + secs(23));
    let _ = breaker.set_mode_at(t0 + secs(24), Mode::ForcedOpen);
    let _ = breaker.set_mode_at(t0 + secs(24), Mode::ForcedOpen);
    let _ = breaker.set_mode_at(t0 + secs(25), Mode::Normal);
    let _ = breaker.reset_at(t0 + secs(26));

    use State::{Closed, HalfOpen, Open};
    let expected = [
        (Closed, Open, Cause::ConsecutiveFailures, 0, Some(5)),
        (Open, HalfOpen, Cause::OpenElapsed, 5, None),
        (HalfOpen, Open, Cause::ProbeFailed, 5, Some(10)),
        (Open, HalfOpen, Cause::OpenElapsed, 15, None),
        (HalfOpen, Closed, Cause::ProbesSucceeded, 15, None),
        (Closed, Open, Cause::Throttled, 16, Some(7)),
        (Open, Closed, Cause::Cooled, 23, None),
        (Closed, Open, Cause::Mode, 24, None),
        (Open, Closed, Cause::Mode, 25, None),
        (Closed, Closed, Cause::Reset, 26, None),
    ];
    let told = told.lock().unwrap();
    let told: Vec<_> = told.iter().map(|t| (t.from, t.to, t.cause, t.at, t.open_for)).collect();
    let expected = expected
        .map(|(from, to, cause, at, span)| (from, to, cause, t0 + secs(at), span.map(secs)));
    assert_eq!(told, expected);
}

/// No lock is held while it is told.
#[test]
fn a_listener_may_use_the_breaker() {
    let breaker = Arc::new_cyclic(|this: &std::sync::Weak<Breaker>| {
        let this = this.clone();
        let (breaker, _) = crate::breaker(Settings::consecutive(1));
        breaker.on_transition(move |moved| {
            let breaker = this.upgrade().unwrap();
            assert_eq!(breaker.state(), moved.to, "it has happened already");
            if moved.to == State::Open {
                breaker.reset();
            }
        })
    });
    fail(&breaker, start());
    assert_eq!(breaker.state(), State::Closed);
}

#[test]
fn observing_tells_of_trips_and_rejects_nothing() {
    let (breaker, told) = listened(Settings::consecutive(1).observe(true));
    let t0 = start();
    fail(&breaker, t0);
    let unwatched = breaker.try_acquire_at(t0 + secs(1)).unwrap();
    assert_eq!(unwatched.failure_at(t0 + secs(1)), Recorded::Stale);
    assert_eq!(told.lock().unwrap().len(), 1);
    assert_eq!(breaker.state(), State::Open);
}

#[test]
fn nothing_is_recorded_while_disabled() {
    let (breaker, t0) = crate::breaker(Settings::consecutive(1));
    breaker.disable();
    let permit = breaker.try_acquire_at(t0).unwrap();
    assert_eq!(permit.failure_at(t0), Recorded::Stale);
    breaker.release();
    assert_eq!((breaker.state(), breaker.mode()), (State::Closed, Mode::Normal));
}

static READ: AtomicUsize = AtomicUsize::new(0);

fn counting() -> Instant {
    READ.fetch_add(1, Ordering::Relaxed);
    start()
}

/// How often the clock is read for each part of a successful call.
#[test]
fn the_clock_is_read_only_where_it_matters() {
    let table = [
        (Settings::consecutive(5), 0, 0),
        (Settings::default(), 0, 1),
        (Settings::default().slow_ratio(0.5), 1, 1),
    ];
    for (settings, acquiring, succeeding) in table {
        let breaker = Breaker::try_new(settings).unwrap().with_clock(counting);
        let reads = || READ.load(Ordering::Relaxed);
        let before = reads();
        let permit = breaker.try_acquire().unwrap();
        let between = reads();
        let _ = permit.success();
        assert_eq!((between - before, reads() - between), (acquiring, succeeding));
    }
}

#[test]
fn a_permit_is_two_words_and_all_of_it_can_be_sent() {
    const fn sent<T: Send + Sync>() {}
    const { sent::<Breaker>() };
    const { sent::<Permit<&Breaker>>() };
    const { sent::<Permit<Arc<Breaker>>>() };
    assert_eq!(size_of::<Permit<&Breaker>>(), 16);

    fn is_send<T: Send>(value: T) -> T {
        value
    }
    let breaker = Breaker::default();
    drop(is_send(breaker.call(|| ready(Ok::<_, ()>(())))));
}
