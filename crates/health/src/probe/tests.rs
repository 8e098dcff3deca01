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
        (ErrorKind::Connect, Answer::Refused),
        (ErrorKind::Timeout, Answer::Down),
        (ErrorKind::Server, Answer::Down),
        (ErrorKind::Overloaded, Answer::Down),
        (ErrorKind::Auth, Answer::Rejected),
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
    assert_eq!(schedule.answered(Answer::Up, Known::default(), &settings), None);
    assert_eq!(schedule.next(&quiet(47), &settings, |_| 0.5), Some(at(60)));
    let open = Situation { is_open: true, ..quiet(58) };
    assert_eq!(schedule.next(&open, &settings, |_| 0.5), Some(at(63)));
    for (spread, expected) in [(0.0, 62), (1.0, 64)] {
        assert_eq!(schedule.next(&open, &settings, |_| spread), Some(at(expected)));
    }
}

#[test]
fn three_failures_in_a_row_make_it_unreachable_and_two_successes_bring_it_back() {
    use Answer::{Down, Nothing, Refused, Up};
    const GONE: Option<Finding> = Some(Finding::Unreachable);
    const BACK: Option<Finding> = Some(Finding::BackUp);
    let table: [(&[Answer], &[Option<Finding>]); 7] = [
        (&[Up, Down, Down, Up, Down, Down], &[None; 6]),
        (&[Up, Down, Nothing, Down, Refused], &[None, None, None, None, GONE]),
        (
            &[Up, Down, Down, Down, Down, Up, Down, Up, Up, Up],
            &[None, None, None, GONE, GONE, None, GONE, None, BACK, None],
        ),
        (&[Up, Up, Up, Up], &[None; 4]),
        (&[Refused, Refused, Refused, Refused], &[None, None, GONE, GONE]),
        (&[Down, Down, Down, Down, Down], &[None; 5]),
        (&[Refused, Refused, Refused, Down, Down], &[None, None, GONE, None, None]),
    ];
    for (answers, expected) in table {
        assert_eq!(findings(&mut Schedule::default(), answers, false), expected, "{answers:?}");
    }
}

/// What these answers come to, one after the other.
fn findings(schedule: &mut Schedule, answers: &[Answer], busy: bool) -> Vec<Option<Finding>> {
    let mut known = Known { is_unreachable: false, met_a_request: busy };
    let answered = answers.iter().map(|answer| {
        let finding = schedule.answered(*answer, known, &ProbeSettings::default());
        known.is_unreachable =
            finding.map_or(known.is_unreachable, |finding| finding == Finding::Unreachable);
        finding
    });
    answered.collect()
}

#[test]
fn probes_that_met_a_request_take_nobody_out() {
    use Answer::{Down, Refused, Up};
    let answers = [Up, Down, Down, Down, Refused, Refused, Refused];
    assert_eq!(findings(&mut Schedule::default(), &answers, true), [None; 7]);
}

#[test]
fn probes_that_fail_while_a_request_is_answered_count_again_once_one_has_succeeded() {
    use Answer::{Down, Up};
    let (began, settings) = (start(), ProbeSettings::default());
    let mut schedule = Schedule::default();
    schedule.begin(began + secs(45));
    assert_eq!(findings(&mut schedule, &[Up, Down], false), [None; 2]);
    let answered = Situation {
        last_success: Some(began + secs(50)),
        ..idle(began + secs(50), began + secs(50))
    };
    schedule.next(&answered, &settings, |_| 0.5);
    schedule.begin(began + secs(95));
    assert_eq!(findings(&mut schedule, &[Down; 5], false), [None; 5], "they are worth nothing");
    let again = findings(&mut schedule, &[Up, Down, Down, Down], false);
    assert_eq!(again, [None, None, None, Some(Finding::Unreachable)]);
}

#[test]
fn a_request_that_is_answered_makes_what_probes_have_shown_before_worthless() {
    let (began, settings) = (start(), ProbeSettings::default());
    let mut schedule = Schedule::default();
    schedule.begin(began + secs(45));
    assert_eq!(schedule.answered(Answer::Refused, Known::default(), &settings), None);
    let answered = Situation {
        last_success: Some(began + secs(50)),
        ..idle(began + secs(50), began + secs(50))
    };
    schedule.next(&answered, &settings, |_| 0.5);
    for answer in [Answer::Refused, Answer::Refused, Answer::Up, Answer::Up] {
        let finding = schedule.answered(answer, Known::default(), &settings);
        assert_ne!(finding, Some(Finding::Unreachable));
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
                schedule.answered(answer, Known::default(), &settings);
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
