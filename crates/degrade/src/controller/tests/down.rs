//! What takes the standing level down, and what does not.

use super::*;
use Level::{Cached, Full, Minimal, Offline, Reduced};
use Verdict::{Answered, Failed, Neutral, Unready};

/// So many requests that end so, and whether others were shed meanwhile.
type Batch = (u32, Verdict, bool);

fn after(levels: &[Level], batches: &[Batch]) -> Scene {
    let mut scene = Scene::of(levels.iter().copied());
    for (count, verdict, is_strained) in batches {
        scene.is_strained = *is_strained;
        for _ in 0..*count {
            let ticket = scene.assign();
            scene.record(ticket, *verdict);
        }
    }
    scene
}

#[test]
fn full_is_left_for_the_signals_that_weigh_enough() {
    let table: [(&str, &[Batch], Level, &str); 16] = [
        ("half fail", &[(5, Answered, false), (5, Failed, false)], Reduced, "failures"),
        ("fewer than half", &[(6, Answered, false), (5, Failed, false)], Full, "normal"),
        ("too few to say", &[(9, Failed, false)], Full, "normal"),
        ("just enough", &[(10, Failed, false)], Reduced, "failures"),
        ("it is their own fault", &[(1000, Neutral, false)], Full, "normal"),
        ("theirs as well", &[(1000, Neutral, true), (9, Failed, false)], Full, "normal"),
        ("nobody is ready", &[(10, Unready, false)], Reduced, "unready"),
        ("all come in a crowd", &[(10, Answered, true)], Reduced, "shedding"),
        ("two of three do", &[(4, Answered, false), (8, Answered, true)], Reduced, "shedding"),
        ("nearly two of three do", &[(7, Answered, false), (13, Answered, true)], Full, "normal"),
        (
            "fails and is not ready",
            &[(5, Answered, false), (3, Failed, false), (2, Unready, false)],
            Reduced,
            "failures",
        ),
        (
            "is not ready and fails",
            &[(5, Answered, false), (2, Failed, false), (3, Unready, false)],
            Reduced,
            "unready",
        ),
        (
            "some fail while some are shed",
            &[(4, Answered, false), (2, Answered, true), (4, Failed, false)],
            Reduced,
            "failures",
        ),
        (
            "a fifth fails in a crowd",
            &[(7, Answered, true), (3, Failed, true)],
            Reduced,
            "shedding",
        ),
        (
            "as many of each",
            &[(4, Failed, false), (4, Unready, false), (2, Failed, false)],
            Reduced,
            "failures",
        ),
        (
            "a good one is not what moves it",
            &[(5, Failed, false), (5, Answered, false)],
            Full,
            "normal",
        ),
    ];
    for (name, batches, level, reason) in table {
        let scene = after(&LEVELS, batches);
        let standing = scene.controller.standing();
        assert_eq!((standing.level, standing.reason), (level, reason), "{name}");
        let told: Vec<_> = scene.moves.iter().map(|it| (it.from, it.to, it.reason)).collect();
        let expected = if level == Full { vec![] } else { vec![(Full, level, reason)] };
        assert_eq!(told, expected, "{name}");
    }
}

#[test]
fn a_stored_level_is_stood_at_only_where_next_to_nothing_is_answered() {
    let table: [(&str, &[Level], &[Batch], Level); 6] = [
        ("half is answered", &[Cached], &[(10, Answered, false), (80, Failed, false)], Full),
        ("a tenth is", &[Cached], &[(1, Answered, false), (9, Failed, false)], Cached),
        (
            "both signals",
            &[Offline],
            &[(1, Answered, false), (6, Failed, false), (3, Unready, false)],
            Offline,
        ),
        ("shed and half answered", &[Cached], &[(5, Answered, true), (5, Failed, true)], Full),
        (
            "a live one is there",
            &[Minimal, Cached],
            &[(5, Answered, false), (5, Failed, false)],
            Minimal,
        ),
        ("there is nothing else", &[], &[(100, Failed, true)], Full),
    ];
    for (name, levels, batches, expected) in table {
        assert_eq!(after(levels, batches).level(), expected, "{name}");
    }
}

#[test]
fn it_falls_on_as_soon_as_there_is_evidence_and_stays_at_what_is_stored() {
    let mut scene = Scene::of(LEVELS);
    scene.broken(4, &LEVELS);
    assert_eq!(scene.path(), [Reduced, Minimal, Cached], "ten requests each, and no further");
    scene.is_strained = true;
    scene.broken(20, &LEVELS);
    assert_eq!(scene.level(), Cached, "offline is for requests that have no stored answer");
}

#[test]
fn a_crowd_that_was_there_before_a_fall_takes_it_no_further_at_once() {
    let mut scene = Scene::of(LEVELS);
    scene.is_strained = true;
    scene.broken(11, &[]);
    assert_eq!(scene.path(), [Reduced], "for ten seconds that is left over");
    scene.broken(18, &[]);
    assert_eq!(scene.path(), [Reduced], "it weighs against those who came meanwhile");
    scene.broken(3, &[]);
    assert_eq!(scene.path(), [Reduced, Minimal], "it lasts");
    scene.broken(2, &[Minimal]);
    assert_eq!(scene.path(), [Reduced, Minimal], "a stored level is for outages");
}

#[test]
fn what_is_older_than_the_window_counts_no_more() {
    let century = 86_400 * 36_500;
    for (wait, expected) in [(24, Reduced), (30, Full), (40, Full), (century, Full)] {
        let mut scene = Scene::of(LEVELS);
        for wait in [0, 0, 0, 0, 0, 0, 0, 0, 0, wait] {
            scene.now += secs(wait);
            let ticket = scene.assign();
            scene.record(ticket, Failed);
        }
        assert_eq!(scene.level(), expected, "nine failures, and one {wait} s later");
    }
}

#[test]
fn a_request_that_began_before_a_move_says_nothing_about_the_time_after() {
    let mut scene = Scene::of(LEVELS);
    let old: Vec<_> = (0..100).map(|_| scene.assign()).collect();
    scene.broken_until(Reduced, &[Full]);
    for ticket in old {
        scene.record(ticket, Failed);
    }
    assert_eq!(scene.path(), [Reduced]);
}

#[test]
fn within_a_window_of_a_step_up_it_does_not_fall() {
    let mut scene = Scene::of(LEVELS);
    scene.broken_until(Reduced, &[Full]);
    scene.broken_until(Full, &[]);
    let lasted = scene.broken_until(Reduced, &[Full]);
    assert!((secs(30)..secs(31)).contains(&lasted), "{lasted:?}");
}
