use super::*;

fn refused(settings: Settings) -> Option<&'static str> {
    settings.check().err().map(|error| error.field())
}

#[test]
fn what_ships_works() {
    for settings in [Settings::default(), Settings::classic(), Settings::consecutive(1)] {
        assert_eq!(settings.check(), Ok(()), "{settings:?}");
    }
}

#[test]
fn what_cannot_work_is_refused_by_name() {
    let base = Settings::default();
    let (ms, day) = (Duration::from_millis, Duration::from_secs(86_400));
    let table = [
        (base.consecutive_failures(0), "consecutive_failures"),
        (base.consecutive_failures(1001), "consecutive_failures"),
        (base.consecutive_failures(None).failure_ratio(None), "consecutive_failures"),
        (base.failure_ratio(0.0), "failure_ratio"),
        (base.failure_ratio(-0.1), "failure_ratio"),
        (base.failure_ratio(1.01), "failure_ratio"),
        (base.failure_ratio(f64::NAN), "failure_ratio"),
        (base.failure_ratio(f64::INFINITY), "failure_ratio"),
        (base.slow_ratio(f64::NAN), "slow_ratio"),
        (base.slow_ratio(2.0), "slow_ratio"),
        (base.slow_after(Duration::ZERO), "slow_after"),
        (base.minimum_calls(0), "minimum_calls"),
        (base.minimum_calls(16_385), "minimum_calls"),
        (base.window(ms(11)), "window"),
        (base.window(day + ms(1)), "window"),
        (base.window(Duration::MAX), "window"),
        (base.open(Duration::ZERO), "open"),
        (base.open(Duration::MAX), "open"),
        (base.open(Duration::from_secs(61)), "open_max"),
        (base.open(ms(1)), "open_max"),
        (base.open_max(Duration::MAX), "open_max"),
        (base.jitter(-0.1), "jitter"),
        (base.jitter(0.6), "jitter"),
        (base.jitter(f64::NAN), "jitter"),
        (base.probes(0), "probes"),
        (base.probes(101), "probes"),
        (base.successes_to_close(0), "successes_to_close"),
        (base.successes_to_close(101), "successes_to_close"),
        (base.lease(Duration::ZERO), "lease"),
        (base.lease(day + ms(1)), "lease"),
        (base.throttles_to_cool(0), "throttles_to_cool"),
        (base.throttles_to_cool(16), "throttles_to_cool"),
    ];
    for (settings, field) in table {
        assert_eq!(refused(settings), Some(field), "{settings:?}");
    }
}

#[test]
fn the_ends_of_each_range_work() {
    let base = Settings::default();
    let (ms, day) = (Duration::from_millis, Duration::from_secs(86_400));
    let table = [
        base.consecutive_failures(1),
        base.consecutive_failures(1000),
        base.failure_ratio(f64::MIN_POSITIVE),
        base.failure_ratio(1.0),
        base.minimum_calls(16_384),
        base.window(ms(12)),
        base.window(day),
        base.open(ms(1)).open_max(ms(1)),
        base.open(ms(1)).open_max(ms(32_768)),
        base.open(7 * day).open_max(7 * day),
        base.jitter(0.0),
        base.jitter(0.5),
        base.probes(100).successes_to_close(100),
        base.lease(ms(1)),
        base.throttles_to_cool(None),
    ];
    for settings in table {
        assert_eq!(refused(settings), None, "{settings:?}");
    }
}

#[test]
fn the_complaint_says_what_is_allowed() {
    let error = Settings::default().open_max(Duration::from_secs(1)).check().unwrap_err();
    assert_eq!(
        error.to_string(),
        "open_max is `1s`; allowed is at least open, at most 32768 times open and 7 days"
    );
}
