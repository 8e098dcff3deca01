//! Trials: who is sent, what counts, and how they end.

use super::*;
use Level::{Full, Minimal, Reduced};
use Verdict::{Answered, Failed, Neutral};

/// Fallen to reduced, and about to try full.
fn paused() -> Scene {
    let mut scene = Scene::of(LEVELS);
    scene.broken_until(Reduced, &[Full]);
    scene.now = scene.moves[0].at + secs(30);
    scene
}

fn trial(scene: &Scene) -> Option<Level> {
    scene.controller.standing().trial
}

#[test]
fn a_tenth_of_the_requests_is_sent_and_one_every_two_seconds_at_least() {
    for (gap, expected) in [(10, 90..=110), (100, 12..=16), (1000, 5..=6), (1999, 5..=5)] {
        let mut scene = paused();
        let (begin, before) = (scene.now, scene.trials);
        while scene.now - begin < secs(10) {
            let ticket = scene.assign();
            scene.record(ticket, Answered);
            scene.now += ms(gap);
        }
        let sent = scene.trials - before;
        assert!(expected.contains(&sent), "{sent} with one every {gap} ms");
    }
}

#[test]
fn the_first_request_after_the_pause_is_one_and_says_so() {
    let mut scene = paused();
    scene.now -= ms(1);
    assert_eq!(scene.assign().level, Reduced);
    scene.now += ms(1);
    let ticket = scene.assign();
    assert_eq!((ticket.level, ticket.reason, ticket.is_trial), (Full, "trial", true));
    assert_eq!(trial(&scene), Some(Full));
}

#[test]
fn a_trial_that_fails_ends_at_once_and_the_next_comes_after_the_hold() {
    let mut scene = paused();
    scene.broken(1, &[Full]);
    assert_eq!(trial(&scene), Some(Full), "too few to say");
    while trial(&scene).is_some() {
        scene.run(ms(100), ms(100), |level| if level == Full { Failed } else { Answered });
    }
    let sent = scene.trials;
    assert!(sent <= 5, "{sent} of them");
    scene.broken(29, &[Full]);
    assert_eq!((trial(&scene), scene.trials), (None, sent), "in the hold");
    scene.broken(2, &[Full]);
    assert_eq!(trial(&scene), Some(Full));
    assert_eq!(scene.path(), [Reduced]);
}

#[test]
fn a_trial_is_judged_by_what_is_clean() {
    for (bad, expected) in [(0, Full), (1, Full), (2, Reduced), (4, Reduced)] {
        let mut scene = paused();
        let tickets = trial_tickets(&mut scene, 10);
        for (at, ticket) in tickets.into_iter().enumerate() {
            scene.now = if at == 9 { scene.now + secs(10) } else { scene.now };
            let is_bad = (9 - bad..9).contains(&at);
            scene.record(ticket, if is_bad { Failed } else { Answered });
        }
        assert_eq!(scene.level(), expected, "{bad} of ten failed");
    }
}

/// So many requests on trial, of which nothing is known yet.
fn trial_tickets(scene: &mut Scene, count: usize) -> Vec<Ticket> {
    let all = std::iter::repeat_with(|| scene.assign());
    all.filter(|ticket| ticket.is_trial).take(count).collect()
}

#[test]
fn a_failure_is_never_what_lifts_the_level() {
    let mut scene = paused();
    for ticket in trial_tickets(&mut scene, 10) {
        scene.record(ticket, Answered);
    }
    let mut tickets = trial_tickets(&mut scene, 12);
    let (last, late) = (tickets.pop().unwrap(), tickets.pop().unwrap());
    for ticket in tickets {
        scene.record(ticket, Answered);
    }
    scene.now += secs(10);
    scene.record(late, Failed);
    assert_eq!(scene.level(), Reduced, "one of 21 would do");
    scene.record(last, Answered);
    assert_eq!(scene.level(), Full);
}

#[test]
fn what_comes_of_an_earlier_trial_says_nothing_in_the_next() {
    let mut scene = paused();
    let old = trial_tickets(&mut scene, 5);
    scene.broken(10, &[Full]);
    assert_eq!(trial(&scene), None);
    scene.now += secs(30);
    scene.assign();
    assert_eq!(trial(&scene), Some(Full));
    scene.now += secs(10);
    for ticket in old {
        scene.record(ticket, Answered);
    }
    assert_eq!((scene.level(), trial(&scene)), (Reduced, Some(Full)));
}

#[test]
fn a_level_that_hangs_does_not_gather_requests() {
    let mut scene = paused();
    let (begin, before) = (scene.now, scene.trials);
    while scene.now - begin < secs(60) {
        let ticket = scene.assign();
        if !ticket.is_trial {
            scene.record(ticket, Answered);
        }
        scene.now += ms(100);
    }
    let sent = scene.trials - before;
    assert!((10..=16).contains(&sent), "{sent}");
}

#[test]
fn nobody_is_sent_to_a_level_that_is_not_ready() {
    let mut scene = paused();
    scene.benched = vec![Full];
    scene.broken(100, &[]);
    assert_eq!((scene.trials, trial(&scene)), (0, None), "no trial begins");

    let mut scene = paused();
    scene.assign();
    scene.benched = vec![Full];
    scene.broken(7, &[]);
    assert_eq!((scene.trials, trial(&scene)), (1, Some(Full)), "it may be for a moment");
    scene.broken(4, &[]);
    assert_eq!((scene.trials, trial(&scene)), (1, None), "it lasts");
}

#[test]
fn a_level_that_is_not_ready_is_passed_over() {
    let mut scene = Scene::of(LEVELS);
    scene.broken_until(Minimal, &[Full, Reduced]);
    scene.benched = vec![Reduced];
    assert!(scene.broken_until(Full, &[]) < secs(45));
    assert_eq!(scene.path(), [Reduced, Minimal, Full]);
}

#[test]
fn a_trial_whose_callers_leave_holds_up_no_other_level() {
    for is_lost in [true, false] {
        let mut scene = Scene::of(LEVELS);
        scene.broken_until(Minimal, &[Full, Reduced]);
        let begin = scene.now;
        while scene.level() != Full {
            assert!(scene.now - begin < secs(240), "{:?}", scene.controller.standing());
            let ticket = scene.assign();
            match (ticket.level, is_lost) {
                (Reduced, true) => {}
                (Reduced, false) => scene.record(ticket, Neutral),
                _ => scene.record(ticket, Answered),
            }
            scene.now += ms(100);
        }
        assert_eq!(scene.path(), [Reduced, Minimal, Full]);
    }
}

#[test]
fn answers_that_take_minutes_are_waited_for_where_there_is_no_other_level() {
    let mut scene = paused();
    let tickets = trial_tickets(&mut scene, 5);
    scene.broken(600, &[Minimal]);
    let mut late = scene.clone();
    for ticket in tickets {
        late.record(ticket, Answered);
    }
    assert_eq!(late.level(), Full);
}

#[test]
fn a_fall_further_down_leaves_the_trial_of_a_better_level_alone() {
    let mut scene = paused();
    scene.broken(1, &[]);
    assert_eq!(trial(&scene), Some(Full));
    scene.broken(10, &[Reduced]);
    assert_eq!(scene.path(), [Reduced, Minimal, Full]);
}
