//! The adaptive limit by itself.

mod model;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use osier_limit::{Adaptive, AdaptiveSettings};

use crate::{millis, secs, start};

fn limit(settings: AdaptiveSettings) -> Adaptive {
    Adaptive::try_new(settings).expect("valid settings")
}

fn of(initial: u32) -> Adaptive {
    limit(AdaptiveSettings::default().initial(initial))
}

/// Limit and calls in flight.
fn seen(limit: &Adaptive) -> (u32, u32) {
    let snapshot = limit.snapshot();
    (snapshot.limit, snapshot.in_flight)
}

/// Admits as many calls as the limit allows, and ends them all well.
fn flight(limit: &Adaptive) {
    let permits: Vec<_> = std::iter::from_fn(|| limit.try_acquire().ok()).collect();
    permits.into_iter().for_each(osier_limit::Permit::success);
}

#[test]
fn a_wrong_setting_is_named_with_its_value_and_range() {
    let ok = AdaptiveSettings::default;
    let table = [
        (ok().max(0), "max", "0"),
        (ok().max(65_535), "max", "65535"),
        (ok().min(0), "min", "0"),
        (ok().min(1001), "min", "1001"),
        (ok().initial(3), "initial", "3"),
        (ok().initial(1001), "initial", "1001"),
        (ok().backoff(1.0), "backoff", "1"),
        (ok().backoff(f64::NAN), "backoff", "NaN"),
        (ok().backoff(-0.5), "backoff", "-0.5"),
        (ok().window(Duration::ZERO), "window", "0ns"),
        (ok().window(Duration::MAX), "window", "18446744073709551615.999999999s"),
        (ok().first_token(Duration::ZERO), "first_token", "0ns"),
    ];
    for (settings, field, value) in table {
        let error = Adaptive::try_new(settings).expect_err(field);
        assert_eq!((error.field(), error.value()), (field, value));
    }
}

#[test]
fn the_highest_limit_is_cut_like_any_other() {
    let limit = limit(AdaptiveSettings::default().max(65_534).initial(65_534));
    assert!(limit.snapshot().is_limited());
    limit.try_acquire().unwrap().overloaded_at(start());
    assert_eq!(limit.snapshot().limit, 58_980);
}

#[test]
fn calls_are_admitted_up_to_the_limit_and_no_further() {
    let limit = of(20);
    let permits: Vec<_> = (0..20).map(|_| limit.try_acquire().expect("a slot")).collect();
    let refused = limit.try_acquire().expect_err("the limit is reached");
    assert_eq!(
        (refused.limit, refused.to_string().as_str()),
        (20, "at capacity: 20 calls are under way")
    );
    drop(permits);
    assert_eq!(seen(&limit), (20, 0));
}

#[test]
fn nothing_is_refused_until_the_first_overload_where_there_is_no_limit_yet() {
    let limit = limit(AdaptiveSettings::until_overloaded());
    let mut permits: Vec<_> = (0..3000).map(|_| limit.try_acquire().expect("no limit")).collect();
    assert!(!limit.snapshot().is_limited());
    permits.drain(..2900).for_each(osier_limit::Permit::success);
    permits.pop().expect("a permit").overloaded_at(start());
    assert_eq!(seen(&limit), (90, 99), "nine tenths of the 100 that were under way");
    assert!(limit.snapshot().is_limited());
    limit.try_acquire().expect_err("at the limit");
}

#[test]
fn where_proof_is_asked_for_an_overload_with_few_calls_under_way_cuts_nothing() {
    let limit = limit(AdaptiveSettings::until_overloaded());
    let storm = |calls: usize, second: u64| {
        let mut permits: Vec<_> = (0..calls).map_while(|_| limit.try_acquire().ok()).collect();
        permits.pop().expect("a permit").overloaded_at(start() + secs(second));
        limit.snapshot().limit
    };
    assert_eq!(storm(9, 0), 65_535, "a failure among a few calls is no sign of too many");
    assert_eq!(storm(200, 2), 180);
    assert_eq!(storm(89, 4), 180, "not half of the limit");
    assert_eq!(storm(90, 6), 162);
}

#[test]
fn every_end_of_a_permit_gives_its_slot_back_once() {
    let limit = Arc::new(of(20));
    limit.try_acquire().unwrap().success();
    limit.try_acquire().unwrap().overloaded_at(start());
    limit.try_acquire().unwrap().ignore();
    drop(limit.try_acquire_owned().unwrap());
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        let _permit = limit.try_acquire_owned().unwrap();
        panic!("inside the call");
    }));
    assert!(panicked.is_err());
    assert_eq!(limit.snapshot().in_flight, 0);
}

#[test]
fn an_overload_cuts_once_per_window_however_many_tell_of_it() {
    let (limit, start) = (of(100), start());
    for (at, expected) in [(0, 90), (0, 90), (999, 90), (1000, 81), (1500, 81), (2000, 73)] {
        limit.try_acquire().unwrap().overloaded_at(start + millis(at));
        assert_eq!(limit.snapshot().limit, expected, "after {at} ms");
    }
}

#[test]
fn calls_admitted_before_a_cut_do_not_cut_again() {
    let (limit, start) = (of(100), start());
    let mut permits: Vec<_> = (0..100).map(|_| limit.try_acquire().unwrap()).collect();
    permits.pop().unwrap().overloaded_at(start);
    for (permit, second) in permits.into_iter().zip(10..) {
        permit.overloaded_at(start + secs(second));
    }
    assert_eq!(seen(&limit), (90, 0), "one overload, told a hundred times over two minutes");
}

#[test]
fn a_cut_limit_stops_new_calls_alone() {
    let (limit, start) = (of(10), start());
    let mut permits: Vec<_> = (0..10).map(|_| limit.try_acquire().unwrap()).collect();
    permits.pop().unwrap().overloaded_at(start);
    assert_eq!(seen(&limit), (9, 9));
    assert!(limit.try_acquire().is_err());
    drop(permits.pop());
    assert!(limit.try_acquire().is_ok());
}

#[test]
fn the_limit_stays_between_its_bounds() {
    let (limit, start) = (of(20), start());
    for second in 0..100 {
        limit.try_acquire().unwrap().overloaded_at(start + secs(second));
    }
    assert_eq!(limit.snapshot().limit, 4);
    for _ in 0..2000 {
        flight(&limit);
    }
    assert_eq!(seen(&limit), (1000, 0));
}

#[test]
fn a_limit_that_is_not_half_used_does_not_grow() {
    let limit = of(20);
    for _ in 0..1000 {
        limit.try_acquire().unwrap().success();
    }
    assert_eq!(limit.snapshot().limit, 20);
}

#[test]
fn until_the_first_cut_every_success_is_a_step() {
    let limit = of(20);
    flight(&limit);
    // The last ones leave less than half of the limit in use.
    assert!((27..=31).contains(&limit.snapshot().limit), "{limit:?}");
}

#[test]
fn after_a_cut_half_of_what_was_is_soon_back_and_the_rest_step_by_step() {
    let (limit, start) = (of(100), start());
    for second in 0..40 {
        limit.try_acquire().unwrap().overloaded_at(start + secs(second));
    }
    assert_eq!(limit.snapshot().limit, 4);
    let mut flights = 0;
    while limit.snapshot().limit < 50 {
        flight(&limit);
        flights += 1;
    }
    assert!(flights <= 8, "{flights} flights to half of what the storm met");
    let before = limit.snapshot().limit;
    flight(&limit);
    assert!(limit.snapshot().limit <= before + 1, "above that at most one step a flight");
}

#[test]
fn a_success_from_before_the_cut_does_not_raise_the_limit() {
    let (limit, start) = (of(20), start());
    let mut permits: Vec<_> = (0..20).map(|_| limit.try_acquire().unwrap()).collect();
    permits.pop().unwrap().overloaded_at(start);
    permits.into_iter().for_each(osier_limit::Permit::success);
    assert_eq!(seen(&limit), (18, 0));
}

#[test]
fn a_first_token_objective_cuts_when_more_miss_it_than_keep_it() {
    let start = start();
    let told = |calls: &[u64]| {
        let limit = limit(AdaptiveSettings::default().first_token(secs(2)));
        for took in calls {
            let mut permit = limit.try_acquire().unwrap();
            permit.first_token_at(start, secs(*took));
            permit.success();
        }
        limit.snapshot().limit
    };
    assert_eq!(told(&[3; 7]), 20, "a bad moment");
    assert_eq!(told(&[3; 8]), 18, "eight in a row");
    assert_eq!(told(&[3, 2].repeat(50)), 20, "half of them keep it");
    assert_eq!(told(&[3, 2, 3].repeat(8)), 18, "two of three miss it");
}

#[test]
fn a_call_that_missed_the_objective_does_not_raise_the_limit() {
    let limit = limit(AdaptiveSettings::default().first_token(secs(2)));
    let mut permits: Vec<_> = (0..20).map(|_| limit.try_acquire().unwrap()).collect();
    for permit in permits.iter_mut().take(7) {
        permit.first_token_at(start(), secs(3));
    }
    permits.into_iter().take(7).for_each(osier_limit::Permit::success);
    assert_eq!(limit.snapshot().limit, 20);
}

#[test]
fn threads_never_see_more_calls_than_the_limit() {
    let limit = limit(AdaptiveSettings::default().initial(4).max(4));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..20_000 {
                    let permit = limit.try_acquire();
                    assert!(limit.snapshot().in_flight <= 4);
                    drop(permit);
                }
            });
        }
    });
    assert_eq!(seen(&limit), (4, 0));
}
