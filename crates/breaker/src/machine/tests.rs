//! Tables. Times are in seconds since the breaker was made.

use super::*;
use crate::pass::Pass;
use crate::word::Phase;
use crate::{RejectionCause, Settings};

const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn rules() -> Rules {
    Rules::new(Settings::default().jitter(0.0), 0)
}

fn closed() -> Word {
    Word::fresh(Mode::Normal, 7)
}

fn half_open(probes: u64) -> Word {
    (0..probes).fold(closed().half_open(), |word, _| word.with_probe(secs(30), secs(0)))
}

fn in_mode(mode: Mode) -> Word {
    Word::fresh(mode, 7)
}

/// What becomes of a call: passes, passes once the state is moved, asks again, or is refused.
fn verdict(word: Word, now: u64) -> &'static str {
    match admit(&rules(), word, secs(now), Some(secs(now + 30))) {
        Admission::Pass(pass) if pass == Pass::SPENT => "unwatched",
        Admission::Pass(_) => "passes",
        Admission::PassAfter(step) => match step.next.phase() {
            Phase::HalfOpen => "probes",
            Phase::Closed => "closes",
            Phase::Open | Phase::Cooling => "?",
        },
        Admission::AskAfter(_) => "reopens",
        Admission::Reject(rejection) => rejection.cause.name(),
    }
}

#[test]
fn who_may_pass() {
    let table = [
        (closed(), 0, "passes"),
        (closed().with_failures(4), 0, "passes"),
        (closed().open(secs(5)), 4, "open"),
        (closed().open(secs(5)), 5, "probes"),
        (closed().cooling(secs(5)), 4, "cooling"),
        (closed().cooling(secs(5)), 5, "closes"),
        (half_open(0), 99, "probes"),
        (half_open(1), 29, "probing"),
        (half_open(1), 31, "reopens"),
        (in_mode(Mode::ForcedOpen), 0, "forced_open"),
        (in_mode(Mode::ForcedClosed), 0, "passes"),
        (in_mode(Mode::Disabled), 0, "unwatched"),
        (in_mode(Mode::Observe), 0, "passes"),
        (in_mode(Mode::Observe).open(secs(5)), 4, "unwatched"),
        (in_mode(Mode::Observe).open(secs(5)), 5, "probes"),
    ];
    for (word, now, expected) in table {
        assert_eq!(verdict(word, now), expected, "{word:?} at {now}");
    }
}

/// The phase after a result, and whether somebody is told.
fn after(step: Option<Step>, word: Word) -> (Phase, bool) {
    step.map_or((word.phase(), false), |step| (step.next.phase(), step.cause.is_some()))
}

#[test]
fn what_a_result_does() {
    use Phase::{Closed, Cooling, HalfOpen, Open};
    let (rules, now) = (rules(), secs(1));
    let success = |word| on_success(&rules, word, || now, None);
    let failure = |word| on_failure(&rules, word, now, None, None);
    let slow = |word| on_slow(&rules, word, now, None);
    let throttled = |word| on_throttled(&rules, word, now, None);
    let told = |word| on_throttled(&rules, word, now, Some(secs(9)));
    let row = closed().with_failures(4);
    let probe = half_open(1);
    let last = probe.with_successes(1);
    let table = [
        (after(success(row), row), (Closed, false)),
        (after(failure(closed()), closed()), (Closed, false)),
        (after(failure(row), row), (Open, true)),
        (after(slow(row), row), (Closed, false)),
        (after(throttled(row), row), (Closed, false)),
        (after(throttled(row.with_throttles(2)), row), (Cooling, true)),
        (after(told(row), row), (Cooling, true)),
        (after(success(probe), probe), (HalfOpen, false)),
        (after(success(last), last), (Closed, true)),
        (after(slow(last), last), (Closed, true)),
        (after(failure(last), last), (Open, true)),
        (after(throttled(last), last), (Open, true)),
        (after(on_ignored(last), last), (HalfOpen, false)),
        (after(on_ignored(row), row), (Closed, false)),
    ];
    for (number, (actual, expected)) in table.into_iter().enumerate() {
        assert_eq!(actual, expected, "row {number}");
    }
}

#[test]
fn nothing_trips_what_was_closed_by_hand() {
    let (word, verdict) = (in_mode(Mode::ForcedClosed), Some(Cause::FailureRatio));
    let step = on_failure(&rules(), word.with_failures(999), secs(1), None, verdict);
    assert_eq!(after(step, word), (Phase::Closed, false));
    assert!(on_throttled(&rules(), word, secs(1), Some(secs(9))).is_none());
}

#[test]
fn a_success_ends_a_row_of_failures_and_of_throttles() {
    let word = closed().with_failures(4).with_throttles(2);
    let next = on_success(&rules(), word, || secs(1), None).unwrap().next;
    assert_eq!((next.failures(), next.throttles()), (0, 0));
    assert!(on_success(&rules(), next, || secs(1), None).is_none());
}

/// Until when it is open: after this many doublings, with this hint.
fn until(step: Step) -> u64 {
    step.next.until().as_secs()
}

#[test]
fn how_long_it_stays_open() {
    let (rules, now) = (rules(), secs(100));
    let grown = |growth| closed().closed(now).with_growth(growth).with_failures(4);
    let table = [(0, 5), (1, 10), (2, 20), (3, 40), (4, 60), (15, 60)];
    for (growth, span) in table {
        let step = on_failure(&rules, grown(growth), now, None, None).unwrap();
        assert_eq!(until(step), 100 + span, "after {growth}");
    }
    let hinted = |hint| until(on_failure(&rules, grown(0), now, Some(secs(hint)), None).unwrap());
    assert_eq!((hinted(3), hinted(90)), (105, 190), "a hint only lengthens");
}

#[test]
fn it_starts_small_again_after_a_window_without_a_trip() {
    let word = closed().closed(secs(100)).with_growth(3).with_failures(4);
    let span = |now| until(on_failure(&rules(), word, secs(now), None, None).unwrap()) - now;
    assert_eq!((span(130), span(165)), (40, 5));
}

#[test]
fn a_throttled_probe_reopens_without_growing() {
    let probe = half_open(1).with_growth(1);
    let span = |hint| until(on_throttled(&rules(), probe, secs(0), hint).unwrap());
    assert_eq!((span(None), span(Some(secs(3))), span(Some(secs(30)))), (10, 10, 30));
}

#[test]
fn to_be_throttled_for_no_time_is_to_be_throttled_without_a_time() {
    let throttled = |word| on_throttled(&rules(), word, secs(0), Some(Duration::ZERO)).unwrap();
    let first = throttled(closed()).next;
    assert_eq!((first.phase(), first.throttles()), (Phase::Closed, 1));
    let third = throttled(throttled(first).next);
    assert_eq!((third.next.phase(), until(third)), (Phase::Cooling, 5));
}

#[test]
fn a_trip_while_cooling_keeps_what_was_asked_for() {
    let cooling = closed().cooling(secs(90));
    let step = on_failure(&rules(), cooling, secs(10), None, Some(Cause::FailureRatio)).unwrap();
    assert_eq!((step.next.phase(), until(step)), (Phase::Open, 90));
    let longer = |hint| on_throttled(&rules(), cooling, secs(10), Some(secs(hint)));
    assert!(longer(20).is_none_or(|step| until(step) == 90));
    assert_eq!(until(longer(120).unwrap()), 130);
}

#[test]
fn a_health_check_moves_only_an_open_breaker_and_only_half_way() {
    let open = closed().open(secs(5));
    assert_eq!(after(on_health_check(open, secs(1)), open), (Phase::HalfOpen, true));
    for word in [closed(), half_open(1), closed().cooling(secs(5)), in_mode(Mode::ForcedOpen)] {
        assert!(on_health_check(word, secs(1)).is_none(), "{word:?}");
    }
}

#[test]
fn a_health_check_never_cuts_short_a_time_that_was_named() {
    let (wait, verdict) = (Some(secs(30)), Some(Cause::FailureRatio));
    let cooling = closed().cooling(secs(30));
    let named = [
        on_throttled(&rules(), half_open(1), secs(0), wait),
        on_failure(&rules(), half_open(1), secs(0), wait, None),
        on_failure(&rules(), closed(), secs(0), wait, verdict),
        on_failure(&rules(), cooling, secs(0), None, verdict),
    ];
    for open in named.map(|step| step.unwrap().next) {
        assert!(on_health_check(open, secs(29)).is_none(), "{open:?}");
        assert_eq!(after(on_health_check(open, secs(30)), open), (Phase::HalfOpen, true));
    }
    for unnamed in [None, Some(Duration::ZERO)] {
        let open = on_failure(&rules(), half_open(1), secs(0), unnamed, None).unwrap().next;
        assert_eq!(after(on_health_check(open, secs(1)), open), (Phase::HalfOpen, true));
    }
}

#[test]
fn jitter_stays_in_its_bounds_and_differs_from_time_to_time() {
    let rules = Rules::new(Settings::default(), 42);
    let spans: Vec<_> = (0..1000).map(|generation| rules.open_for(0, generation)).collect();
    let (least, most) = (spans.iter().min().unwrap(), spans.iter().max().unwrap());
    assert!(*least >= secs(4) && *least < Duration::from_millis(4100), "{least:?}");
    assert!(*most <= secs(6) && *most > Duration::from_millis(5900), "{most:?}");
    assert_eq!(rules.open_for(0, 3), Rules::new(Settings::default(), 42).open_for(0, 3));
}

#[test]
fn each_transition_is_a_generation_of_its_own_and_cooling_is_none() {
    let rules = rules();
    let generation = |step: Option<Step>| step.unwrap().next.generation();
    let row = closed().with_failures(4);
    assert_eq!(generation(on_failure(&rules, row, secs(1), None, None)), 8);
    assert_eq!(generation(on_failure(&rules, half_open(1), secs(1), None, None)), 8);
    assert_eq!(generation(on_throttled(&rules, row, secs(1), Some(secs(1)))), 7);
    assert_eq!(
        RejectionCause::Cooling,
        match admit(&rules, row.cooling(secs(5)), secs(1), None) {
            Admission::Reject(rejection) => rejection.cause,
            other => panic!("{other:?}"),
        }
    );
}
