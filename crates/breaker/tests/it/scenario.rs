//! The three states, one after another.

use osier_breaker::{Breaker, Recorded, RejectionCause, Settings, State};

use crate::{breaker, fail, ms, secs, start};

#[test]
fn it_opens_probes_and_closes() {
    let (breaker, t0) = breaker(Settings::consecutive(3));
    for _ in 0..3 {
        assert_eq!(breaker.state(), State::Closed);
        let permit = breaker.try_acquire_at(t0).unwrap();
        assert_eq!(permit.failure_at(t0), Recorded::Counted);
    }
    let rejection = breaker.try_acquire_at(t0 + secs(1)).unwrap_err();
    assert_eq!(rejection.cause, RejectionCause::Open);
    let back = t0 + secs(1) + rejection.retry_after.unwrap();
    for _ in 0..2 {
        let probe = breaker.try_acquire_at(back).unwrap();
        assert_eq!(breaker.state(), State::HalfOpen);
        assert_eq!(probe.success_at(back), Recorded::Counted);
    }
    assert_eq!(breaker.state(), State::Closed);
}

#[test]
fn a_failed_probe_doubles_the_open_time() {
    let (breaker, t0) = breaker(Settings::consecutive(1));
    breaker.try_acquire_at(t0).unwrap().failure_at(t0);
    let mut now = t0;
    for expected in [5, 10, 20, 40, 60, 60] {
        let wait = breaker.try_acquire_at(now).unwrap_err().retry_after.unwrap();
        assert_eq!(wait, secs(expected));
        now += wait;
        breaker.try_acquire_at(now).unwrap().failure_at(now);
    }
}

#[test]
fn half_of_ten_calls_open_it() {
    let (breaker, t0) = breaker(Settings::default().consecutive_failures(None));
    for call in 0..9 {
        let permit = breaker.try_acquire_at(t0).unwrap();
        let _ = if call % 2 == 0 { permit.failure_at(t0) } else { permit.success_at(t0) };
    }
    assert_eq!(breaker.state(), State::Closed);
    breaker.try_acquire_at(t0).unwrap().failure_at(t0);
    assert_eq!(breaker.state(), State::Open);
}

/// The clock of a test may have stood still since before the breaker was made.
#[test]
fn times_of_a_clock_that_lags_behind_are_as_good_as_any() {
    let lagging = start();
    std::hint::black_box((0..100_000).sum::<u64>());
    let breaker = Breaker::try_new(Settings::consecutive(1).jitter(0.0)).unwrap();
    fail(&breaker, lagging);
    assert!(breaker.try_acquire_at(lagging + ms(4_999)).is_err());
    // The open time ends with a whole millisecond since the breaker was made, never before its time.
    assert!(breaker.try_acquire_at(lagging + ms(5_001)).is_ok());
}

#[test]
fn breakers_of_one_seed_stay_open_for_the_same_time_and_others_do_not() {
    let opens_for = |seed: Option<u64>| {
        let settings = Settings::consecutive(1).jitter(0.5).seed(seed);
        let breaker = Breaker::try_new(settings).unwrap().with_clock(start);
        let now = start();
        fail(&breaker, now);
        breaker.try_acquire_at(now).unwrap_err().retry_after.unwrap()
    };
    assert_eq!(opens_for(Some(7)), opens_for(Some(7)));
    assert_ne!(opens_for(Some(7)), opens_for(Some(8)));
    assert_ne!(opens_for(None), opens_for(None));
}
