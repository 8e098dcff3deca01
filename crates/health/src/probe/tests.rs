use std::time::{Duration, Instant};

use osier_core::{Error, ErrorKind};
use proptest::prelude::*;

use super::*;

#[expect(clippy::disallowed_methods, reason = "only its distance to other moments matters")]
fn start() -> Instant {
    Instant::now()
}

const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// Nothing has happened since `last_end`.
fn idle(now: Instant, last_end: Instant) -> Situation {
    Situation {
        now,
        in_flight: 0,
        last_end,
        last_success: None,
        is_open: false,
        is_barred: false,
        benched: None,
    }
}

#[test]
fn a_probe_says_something_only_if_it_is_about_the_target() {
    let kinds = [
        (ErrorKind::Connect, Answer::Down),
        (ErrorKind::Timeout, Answer::Down),
        (ErrorKind::Server, Answer::Down),
        (ErrorKind::Overloaded, Answer::Down),
        (ErrorKind::Auth, Answer::Nothing),
        (ErrorKind::QuotaExceeded, Answer::Nothing),
        (ErrorKind::RateLimited, Answer::Nothing),
        (ErrorKind::ModelNotFound, Answer::Nothing),
        (ErrorKind::InvalidRequest, Answer::Nothing),
    ];
    for (kind, expected) in kinds {
        assert_eq!(Answer::of(Some(Err(&Error::new(kind)))), expected, "{kind:?}");
    }
    assert_eq!(Answer::of(Some(Ok(()))), Answer::Up);
    assert_eq!(Answer::of(None), Answer::Down, "no answer in time");
}

#[test]
fn who_is_probed_and_when() {
    let (began, settings) = (start(), ProbeSettings::default());
    let at = |seconds| began + secs(seconds);
    let open = |situation| Situation { is_open: true, ..situation };
    let benched = |shows| move |situation| Situation { benched: Some(shows), ..situation };
    // A look 100 s after the last request ended, without jitter.
    type Change<'a> = &'a dyn Fn(Situation) -> Situation;
    let table: [(&str, Change<'_>, Option<u64>); 9] = [
        ("idle", &|quiet| quiet, Some(115)),
        ("not yet idle", &|quiet| Situation { last_end: at(90), ..quiet }, Some(120)),
        ("busy", &|quiet| Situation { in_flight: 1, ..quiet }, None),
        ("open", &open, Some(105)),
        ("open and busy", &|quiet| open(Situation { in_flight: 1, ..quiet }), Some(105)),
        ("cooling", &|quiet| Situation { is_barred: true, ..quiet }, None),
        ("benched", &benched(true), Some(160)),
        ("benched, and probes say nothing", &benched(false), None),
        ("benched and open", &|quiet| open(benched(true)(quiet)), Some(160)),
    ];
    for (name, change, expected) in table {
        let situation = change(idle(at(100), began));
        let next = Schedule::default().next(&situation, &settings, |_| 0.5);
        assert_eq!(next, expected.map(at), "{name}");
    }
}

#[test]
fn an_interval_begins_with_the_last_probe_or_with_the_reason_for_it() {
    let (began, settings) = (start(), ProbeSettings::default());
    let at = |seconds| began + secs(seconds);
    let mut schedule = Schedule::default();
    let quiet = |seconds| idle(at(seconds), began);
    assert_eq!(schedule.next(&quiet(30), &settings, |_| 0.5), Some(at(45)));
    schedule.begin(at(45));
    assert_eq!(schedule.next(&quiet(46), &settings, |_| 0.5), None, "one at a time");
    assert_eq!(schedule.answered(Answer::Up, false, &settings), None);
    assert_eq!(schedule.next(&quiet(47), &settings, |_| 0.5), Some(at(60)));
    let open = Situation { is_open: true, ..quiet(58) };
    assert_eq!(schedule.next(&open, &settings, |_| 0.5), Some(at(63)));
    for (spread, expected) in [(0.0, 62), (1.0, 64)] {
        assert_eq!(schedule.next(&open, &settings, |_| spread), Some(at(expected)));
    }
}

#[test]
fn three_failures_in_a_row_make_it_unreachable_and_two_successes_bring_it_back() {
    use Answer::{Down, Nothing, Up};
    let settings = ProbeSettings::default();
    let table: [(&[Answer], &[Option<Finding>]); 4] = [
        (&[Down, Down, Up, Down, Down], &[None; 5]),
        (&[Down, Nothing, Down, Down], &[None, None, None, Some(Finding::Unreachable)]),
        (
            &[Down, Down, Down, Down, Up, Down, Up, Up, Up],
            &[
                None,
                None,
                Some(Finding::Unreachable),
                None,
                None,
                None,
                None,
                Some(Finding::BackUp),
                None,
            ],
        ),
        (&[Up, Up, Up, Up], &[None; 4]),
    ];
    for (answers, expected) in table {
        let (mut schedule, mut is_unreachable) = (Schedule::default(), false);
        for (answer, expected) in answers.iter().zip(expected) {
            let finding = schedule.answered(*answer, is_unreachable, &settings);
            assert_eq!(finding, *expected, "{answers:?}");
            is_unreachable = match finding {
                Some(Finding::Unreachable) => true,
                Some(Finding::BackUp) => false,
                None => is_unreachable,
            };
        }
    }
}

#[test]
fn a_request_that_is_answered_makes_what_probes_have_shown_before_worthless() {
    let (began, settings) = (start(), ProbeSettings::default());
    let mut schedule = Schedule::default();
    schedule.begin(began + secs(45));
    assert_eq!(schedule.answered(Answer::Down, false, &settings), None);
    let answered = Situation {
        last_success: Some(began + secs(50)),
        ..idle(began + secs(50), began + secs(50))
    };
    schedule.next(&answered, &settings, |_| 0.5);
    for answer in [Answer::Down, Answer::Down, Answer::Up, Answer::Up] {
        assert_ne!(schedule.answered(answer, false, &settings), Some(Finding::Unreachable));
    }
}

#[derive(Clone, Copy, Debug)]
struct Step {
    pause: u64,
    in_flight: u32,
    ends: bool,
    is_open: bool,
    is_barred: bool,
    benched: Option<bool>,
    answer: Answer,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let answer = prop_oneof![Just(Answer::Up), Just(Answer::Down), Just(Answer::Nothing)];
    let flags = (any::<bool>(), prop::bool::weighted(0.2), prop::bool::weighted(0.1));
    let benched = prop_oneof![8 => Just(None), 1 => Just(Some(true)), 1 => Just(Some(false))];
    let step = (0_u64..20_000, 0_u32..2, flags, benched, answer).prop_map(
        |(pause, in_flight, (ends, is_open, is_barred), benched, answer)| Step {
            pause,
            in_flight,
            ends,
            is_open,
            is_barred,
            benched,
            answer,
        },
    );
    prop::collection::vec(step, 1..200)
}

proptest! {
    #[test]
    fn never_two_at_once_never_a_busy_target_and_never_more_often_than_the_interval(steps in steps()) {
        let settings = ProbeSettings::default();
        let (mut now, mut schedule) = (start(), Schedule::default());
        let (mut last_end, mut last, mut under_way) = (now, None::<Instant>, None::<Answer>);
        for step in steps {
            now += Duration::from_millis(step.pause);
            if step.ends {
                last_end = now;
            }
            let situation = Situation {
                now,
                in_flight: step.in_flight,
                last_end,
                last_success: None,
                is_open: step.is_open,
                is_barred: step.is_barred,
                benched: step.benched,
            };
            if let Some(answer) = under_way.take() {
                schedule.answered(answer, false, &settings);
            }
            let next = schedule.next(&situation, &settings, |_| 0.0);
            if next.is_none_or(|next| next > now) {
                continue;
            }
            let is_quiet = step.in_flight == 0 && now - last_end >= settings.idle_after;
            let is_for_a_reason = match step.benched {
                Some(shows_something) => shows_something,
                None => step.is_open || (is_quiet && !step.is_barred),
            };
            prop_assert!(is_for_a_reason, "{step:?}");
            let least = settings.interval_open.mul_f64(0.8);
            prop_assert!(last.is_none_or(|last| now - last >= least), "{step:?}");
            schedule.begin(now);
            prop_assert!(schedule.next(&situation, &settings, |_| 0.0).is_none_or(|next| next > now));
            (last, under_way) = (Some(now), Some(step.answer));
        }
    }
}
