//! Admission: a slot is handed over while the one who waits for it goes away.

use std::future::{Future, pending};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Poll, Waker};
use std::time::{Duration, Instant};

use loom::future::block_on;
use loom::thread;
use osier_core::{Clock, Context, Priority, Sleep};
use osier_limit::{Admission, AdmissionSettings};

#[derive(Debug)]
struct Stopped(Instant);

impl Clock for Stopped {
    fn now(&self) -> Instant {
        self.0
    }

    fn sleep_until(&self, _: Instant) -> Sleep {
        Box::pin(pending())
    }

    fn unix_time(&self) -> Duration {
        Duration::ZERO
    }
}

fn context(start: Instant) -> Context {
    Context::builder(Arc::new(Stopped(start))).priority(Priority::Critical).build()
}

/// One slot, and room for a few who wait.
fn admission() -> Admission {
    let settings = AdmissionSettings::default().cap(1).queue(4);
    Admission::try_new(settings).expect("valid settings")
}

fn poll_once<T>(future: Pin<&mut impl Future<Output = T>>) -> Poll<T> {
    future.poll(&mut std::task::Context::from_waker(Waker::noop()))
}

/// Three threads in full would take minutes. More than three switches in unlucky places have not been
/// seen to find anything new (Musuvathi and Qadeer, "Iterative Context Bounding", 2007).
fn model_of_many(model: impl Fn() + Sync + Send + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(3);
    builder.check(model);
}

/// Requests under way and requests that wait.
fn seen(admission: &Admission) -> (u32, u32) {
    let snapshot = admission.snapshot();
    (snapshot.in_flight, snapshot.waiting)
}

#[test]
fn a_slot_given_to_someone_who_goes_away_is_not_lost() {
    let start = Instant::now();
    loom::model(move || {
        let admission = admission();
        let held = block_on(admission.admit(&context(start))).expect("a slot");
        let waiter = {
            let admission = admission.clone();
            thread::spawn(move || {
                let context = context(start);
                let mut wait = pin!(admission.admit(&context));
                drop(poll_once(wait.as_mut()));
            })
        };
        drop(held);
        waiter.join().unwrap();
        assert_eq!(seen(&admission), (0, 0));
        let context = context(start);
        assert!(poll_once(pin!(admission.admit(&context))).is_ready());
    });
}

#[test]
fn whoever_goes_on_waiting_is_served_whatever_the_other_does() {
    let start = Instant::now();
    model_of_many(move || {
        let admission = admission();
        let held = block_on(admission.admit(&context(start))).expect("a slot");
        let leaver = {
            let admission = admission.clone();
            thread::spawn(move || {
                let context = context(start);
                let mut wait = pin!(admission.admit(&context));
                drop(poll_once(wait.as_mut()));
            })
        };
        let stayer = {
            let admission = admission.clone();
            thread::spawn(move || drop(block_on(admission.admit(&context(start))).unwrap()))
        };
        drop(held);
        leaver.join().unwrap();
        stayer.join().unwrap();
        assert_eq!(seen(&admission), (0, 0));
    });
}

#[test]
fn a_release_beside_an_arrival_leaves_nobody_waiting_for_a_free_slot() {
    let start = Instant::now();
    model_of_many(move || {
        let admission = admission();
        let arrivals = [0, 1].map(|_| {
            let admission = admission.clone();
            thread::spawn(move || drop(block_on(admission.admit(&context(start))).unwrap()))
        });
        drop(block_on(admission.admit(&context(start))).unwrap());
        for arrival in arrivals {
            arrival.join().unwrap();
        }
        assert_eq!(seen(&admission), (0, 0));
    });
}
