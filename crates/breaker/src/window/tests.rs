use super::*;

fn place(period: u64) -> Place {
    Place { generation: 3, period }
}

fn record(window: &Window, period: u64, is_bad: bool) -> Option<Tally> {
    window.record(place(period), is_bad, || true)
}

#[test]
fn it_slides_bucket_by_bucket() {
    let window = Window::default();
    for period in 100..112 {
        record(&window, period, period < 106);
    }
    let table = [(111, 12, 6), (112, 11, 5), (117, 6, 0), (122, 1, 0), (123, 0, 0)];
    for (now, calls, bad) in table {
        assert_eq!(window.tally(place(now)), Tally { calls, bad }, "at {now}");
    }
}

#[test]
fn a_new_round_takes_the_place_of_the_old_one() {
    let window = Window::default();
    record(&window, 5, true);
    assert_eq!(record(&window, 17, false), Some(Tally { calls: 1, bad: 0 }));
    assert_eq!(record(&window, 5, true), None, "too late");
    assert_eq!(window.tally(place(17)), Tally { calls: 1, bad: 0 });
}

#[test]
fn another_generation_counts_for_itself() {
    let window = Window::default();
    record(&window, 5, true);
    let next = Place { generation: 4, period: 5 };
    assert_eq!(window.tally(next), Tally::default());
    assert_eq!(window.record(next, false, || true), Some(Tally { calls: 1, bad: 0 }));
    assert_eq!(window.record(place(5), true, || false), None, "its time is over");
    assert_eq!(window.tally(next), Tally { calls: 1, bad: 0 });
}

/// An unused bucket looks like one of the first generation, which must not pass for a newer one.
#[test]
fn every_generation_can_begin_an_unused_bucket() {
    for generation in 0..=low(GENERATION_BITS) {
        let place = Place { generation, period: 7 };
        assert!(Window::default().record(place, true, || true).is_some(), "{generation}");
    }
}

#[test]
fn a_full_bucket_halves_and_keeps_its_ratio() {
    let window = Window::default();
    for call in 0..100_000 {
        record(&window, 0, call % 4 == 0);
    }
    let tally = window.tally(place(0));
    assert!(tally.calls > COUNT / 2 && tally.calls <= COUNT, "{tally:?}");
    assert!(tally.reaches(0.249) && !tally.reaches(0.251), "{tally:?}");
}

#[test]
fn a_ratio_is_reached_exactly() {
    let table = [
        (7, 100, 0.07),
        (29, 100, 0.29),
        (1, 3, 1.0 / 3.0),
        (7, 10, 0.7),
        (1, 1, 1.0),
        (1, 2, 0.5),
    ];
    for (bad, calls, ratio) in table {
        assert!(Tally { calls, bad }.reaches(ratio), "{bad} of {calls}");
        assert!(!Tally { calls: calls + 1, bad }.reaches(ratio), "{bad} of {calls} and one");
    }
    assert!(!Tally::default().reaches(f64::MIN_POSITIVE));
}

/// The multiplication is a division.
#[test]
fn periods_begin_where_they_should() {
    for window in [12, 13, 120, 1_000, 59_999, 60_000, 86_400_000] {
        let (periods, length) = (Periods::of(Duration::from_millis(window)), window.div_ceil(12));
        for number in [0, 1, 2, 11, 12, 1_000, (1 << 38) / length - 1] {
            let starts = number * length;
            for (millis, expected) in [(starts, number), (starts + length - 1, number)] {
                let found = periods.place(0, Duration::from_millis(millis)).period;
                assert_eq!(found, expected, "{millis} in steps of {length}");
            }
        }
    }
}
