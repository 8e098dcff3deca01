use super::*;

const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn weigh(failures: f64, unready: f64, shedding: f64) -> Settings {
    Settings::default().weights(Weights { failures, unready, shedding })
}

#[test]
fn the_defaults_are_those_of_the_documentation() {
    let spelled_out = Settings::default()
        .window(secs(30))
        .minimum_calls(10)
        .down_at(0.5)
        .dead_at(0.9)
        .clean_at(0.1)
        .hold_max(secs(120))
        .trial(secs(10))
        .trial_share(0.1)
        .trial_calls(5)
        .patience(secs(30))
        .weights(Weights { failures: 1.0, unready: 1.0, shedding: 0.75 });
    assert_eq!(Settings::default(), spelled_out);
    assert_eq!(spelled_out.check(), Ok(()));
}

#[test]
fn each_setting_sets_what_it_is_called() {
    let settings = Settings::default()
        .window(secs(1))
        .minimum_calls(2)
        .down_at(0.3)
        .dead_at(0.4)
        .clean_at(0.2)
        .hold_max(secs(5))
        .trial(secs(6))
        .trial_share(0.7)
        .trial_calls(8)
        .patience(secs(9));
    let expected = Settings {
        window: secs(1),
        minimum_calls: 2,
        down_at: 0.3,
        dead_at: 0.4,
        clean_at: 0.2,
        hold_max: secs(5),
        trial: secs(6),
        trial_share: 0.7,
        trial_calls: 8,
        weights: Weights::default(),
        patience: secs(9),
    };
    assert_eq!(settings, expected);
    assert_eq!(weigh(0.1, 0.2, 0.3).weights.shedding, 0.3);
}

#[test]
fn what_cannot_work_is_refused_by_name() {
    let base = Settings::default();
    let ms = Duration::from_millis;
    let table = [
        (base.window(ms(999)), "window"),
        (base.window(ms(3_600_001)).hold_max(secs(3600)), "window"),
        (base.window(Duration::MAX), "window"),
        (base.minimum_calls(0), "minimum_calls"),
        (base.minimum_calls(10_001), "minimum_calls"),
        (base.clean_at(0.0), "clean_at"),
        (base.clean_at(-0.1), "clean_at"),
        (base.clean_at(1.0), "clean_at"),
        (base.clean_at(f64::NAN), "clean_at"),
        (base.clean_at(0.5), "down_at"),
        (base.down_at(0.1), "down_at"),
        (base.down_at(1.1).dead_at(1.2), "down_at"),
        (base.down_at(f64::NAN), "down_at"),
        (base.down_at(0.95), "dead_at"),
        (base.dead_at(0.4), "dead_at"),
        (base.dead_at(1.1), "dead_at"),
        (base.dead_at(f64::NAN), "dead_at"),
        (base.hold_max(secs(29)), "hold_max"),
        (base.window(secs(121)), "hold_max"),
        (base.hold_max(secs(3601)), "hold_max"),
        (base.trial(ms(999)), "trial"),
        (base.trial(secs(601)), "trial"),
        (base.trial_share(0.0), "trial_share"),
        (base.trial_share(1.1), "trial_share"),
        (base.trial_share(f64::NAN), "trial_share"),
        (base.trial_calls(0), "trial_calls"),
        (base.patience(ms(999)), "patience"),
        (base.patience(secs(3601)), "patience"),
        (base.trial_calls(1001), "trial_calls"),
        (weigh(-0.1, 1.0, 1.0), "weights.failures"),
        (weigh(1.0, 1.1, 1.0), "weights.unready"),
        (weigh(1.0, 1.0, f64::INFINITY), "weights.shedding"),
        (weigh(f64::NAN, 1.0, 1.0), "weights.failures"),
    ];
    for (settings, field) in table {
        let refused = settings.check().err().map(|error| error.field());
        assert_eq!(refused, Some(field), "{settings:?}");
    }
}

#[test]
fn the_ends_of_each_range_work() {
    let base = Settings::default();
    let table = [
        base.window(secs(1)).hold_max(secs(1)),
        base.window(secs(3600)).hold_max(secs(3600)),
        base.minimum_calls(1),
        base.minimum_calls(10_000),
        base.clean_at(f64::MIN_POSITIVE),
        base.clean_at(0.49),
        base.down_at(1.0).dead_at(1.0),
        base.down_at(0.11).dead_at(0.11),
        base.trial(secs(1)).trial_calls(1000),
        base.trial(secs(600)).trial_calls(1),
        base.trial_share(f64::MIN_POSITIVE),
        base.trial_share(1.0),
        weigh(0.0, 0.0, 0.0),
        weigh(1.0, 1.0, 1.0),
    ];
    for settings in table {
        assert_eq!(settings.check(), Ok(()), "{settings:?}");
    }
}

#[test]
fn the_complaint_says_what_is_allowed() {
    let table = [
        (
            Settings::default().down_at(0.05),
            "down_at is `0.05`; allowed is more than clean_at, at most 1",
        ),
        (
            Settings::default().hold_max(secs(5)),
            "hold_max is `5s`; allowed is at least window, at most 1 h",
        ),
    ];
    for (settings, complaint) in table {
        assert_eq!(settings.check().unwrap_err().to_string(), complaint);
    }
}
