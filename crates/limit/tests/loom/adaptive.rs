//! The adaptive limit.

use std::sync::Arc;
use std::time::Instant;

use loom::thread;
use osier_limit::{Adaptive, AdaptiveSettings};

/// Two slots, of which one cut leaves one.
fn limit() -> Arc<Adaptive> {
    let settings = AdaptiveSettings::default().initial(2).min(1).max(4);
    Arc::new(Adaptive::try_new(settings).expect("valid settings"))
}

/// Limit and calls in flight.
fn seen(limit: &Adaptive) -> (u32, u32) {
    let snapshot = limit.snapshot();
    (snapshot.limit, snapshot.in_flight)
}

#[test]
fn no_slot_is_given_twice_and_none_is_lost() {
    loom::model(|| {
        let limit = limit();
        let both = || {
            let limit = Arc::clone(&limit);
            thread::spawn(move || {
                let permits = [limit.try_acquire(), limit.try_acquire()];
                assert!(seen(&limit).1 <= 2);
                permits.iter().flatten().count()
            })
        };
        let admitted = [both(), both()].map(|thread| thread.join().unwrap());
        assert!(admitted.iter().sum::<usize>() >= 2, "two slots were free");
        assert_eq!(seen(&limit), (2, 0));
    });
}

#[test]
fn one_overload_told_by_two_calls_is_one_cut() {
    let now = Instant::now();
    loom::model(move || {
        let limit = limit();
        let told = [limit.try_acquire_owned().unwrap(), limit.try_acquire_owned().unwrap()]
            .map(|permit| thread::spawn(move || permit.overloaded_at(now)));
        for thread in told {
            thread.join().unwrap();
        }
        assert_eq!(seen(&limit), (1, 0));
    });
}

#[test]
fn a_cut_beside_a_success_and_a_new_call_keeps_the_count() {
    let now = Instant::now();
    loom::model(move || {
        let limit = limit();
        let [bad, good] = [limit.try_acquire_owned().unwrap(), limit.try_acquire_owned().unwrap()];
        let bad = thread::spawn(move || bad.overloaded_at(now));
        let good = thread::spawn(move || good.success());
        let admitted = limit.try_acquire_owned();
        bad.join().unwrap();
        good.join().unwrap();
        // The success may have come first and made three slots of two; a cut then leaves two.
        let (of, in_flight) = seen(&limit);
        assert!((1..=2).contains(&of), "{of}");
        assert_eq!(in_flight, u32::from(admitted.is_ok()));
        drop(admitted);
        assert_eq!(seen(&limit).1, 0);
    });
}
