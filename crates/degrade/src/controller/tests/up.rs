//! The way back up.

use super::*;
use Level::{Cached, Full, Minimal, Reduced};
use Verdict::{Answered, Failed, Unready};

#[test]
fn it_comes_back_after_a_window_and_a_trial() {
    let mut scene = Scene::of(LEVELS);
    scene.broken_until(Reduced, &[Full]);
    let took = scene.broken_until(Full, &[]);
    assert!((secs(40)..secs(43)).contains(&took), "{took:?}");
    let Moved { from, to, reason, .. } = scene.moves[1];
    assert_eq!((from, to, reason), (Reduced, Full, "recovered"));
    assert_eq!(scene.controller.standing().reason, "normal");
}

#[test]
fn it_climbs_one_level_after_the_other_and_says_why_it_is_not_yet_higher() {
    let mut scene = Scene::of(LEVELS);
    scene.broken_until(Reduced, &[Full]);
    scene.run(secs(2), ms(100), |_| Unready);
    assert_eq!(scene.level(), Cached);
    let took = scene.broken_until(Full, &[]);
    assert_eq!(scene.path(), [Reduced, Minimal, Cached, Minimal, Reduced, Full]);
    assert!(took < secs(132), "{took:?}");

    let mut scene = Scene::of(LEVELS);
    scene.broken_until(Reduced, &[Full]);
    scene.run(secs(2), ms(100), |_| Unready);
    for (level, reason) in [(Minimal, "unready"), (Reduced, "failures"), (Full, "normal")] {
        scene.broken_until(level, &[]);
        assert_eq!(scene.controller.standing().reason, reason, "at {level:?}");
    }
}

#[test]
fn a_level_that_stays_broken_in_the_middle_holds_nobody_down() {
    for broken in [&[Reduced][..], &[Minimal], &[Reduced, Minimal]] {
        let mut scene = Scene::of(LEVELS);
        scene.broken_until(Cached, &LEVELS);
        let took = scene.broken_until(Full, broken);
        assert!(took < secs(150), "{took:?} with {broken:?}");
        let risen = scene.moves.iter().filter(|moved| moved.to < moved.from);
        assert!(risen.map(|moved| moved.to).all(|to| !broken.contains(&to)), "{:?}", scene.path());
    }
}

#[test]
fn a_standing_level_that_is_broken_itself_keeps_nobody_from_full() {
    for share in [3, 8] {
        let mut scene = Scene::of([Full, Reduced, Cached]);
        scene.broken_until(Reduced, &[Full]);
        let tenth = std::cell::Cell::new(0);
        let does = |level| {
            tenth.set((tenth.get() + 1) % 10);
            if level == Reduced && tenth.get() < share { Failed } else { Answered }
        };
        scene.run(secs(45), ms(100), does);
        assert_eq!(scene.path(), [Reduced, Full], "{share} of 10 fail at reduced");
    }
}

#[test]
fn a_middle_level_that_passes_each_trial_and_falls_again_is_passed_by() {
    let mut scene = Scene::of(LEVELS);
    scene.broken_until(Cached, &LEVELS);
    while scene.level() != Full {
        assert!(scene.now - start() < secs(540), "{:?}", scene.path());
        let ticket = scene.assign();
        let is_deceiving = !ticket.is_trial && ticket.level != Full;
        scene.record(ticket, if is_deceiving { Failed } else { Answered });
        scene.now += ms(100);
    }
    let relapses = scene.path().windows(2).filter(|pair| pair[1] == Cached).count();
    assert_eq!(relapses, 3, "{:?}", scene.path());
}

#[test]
fn a_relapse_doubles_the_hold_up_to_its_end_and_time_at_full_makes_it_short_again() {
    let mut scene = Scene::of([Full, Reduced]);
    let mut holds = Vec::new();
    for _ in 0..5 {
        scene.broken_until(Reduced, &[Full]);
        holds.push(scene.broken_until(Full, &[]).as_secs() / 10 * 10);
    }
    assert_eq!(holds, [40, 70, 130, 130, 130], "with 10 s of trial each");
    scene.broken(120, &[]);
    scene.broken_until(Reduced, &[Full]);
    assert_eq!(scene.broken_until(Full, &[]).as_secs() / 10 * 10, 40);
}

#[test]
fn after_a_step_up_the_next_comes_a_window_later_however_long_the_hold() {
    let mut scene = Scene::of([Full, Reduced, Minimal]);
    for _ in 0..4 {
        scene.broken_until(Minimal, &LEVELS);
        scene.broken_until(Full, &[]);
    }
    let last = &scene.moves[scene.moves.len() - 3..];
    let gaps: Vec<_> = last.windows(2).map(|pair| (pair[1].at - pair[0].at).as_secs()).collect();
    assert_eq!(last[2].to, Full);
    assert!(gaps[0] >= 120 && gaps[1] <= 42, "{gaps:?}");
}

#[test]
fn what_is_stored_is_left_a_window_after_it_was_stood_at_whatever_was_before() {
    let mut scene = Scene::of(LEVELS);
    for _ in 0..4 {
        scene.broken_until(Cached, &LEVELS);
        let before = scene.trials;
        scene.broken(20, &[]);
        assert!(scene.trials - before > 90, "as soon as somebody answers, nearly all are asked");
        scene.broken_until(Full, &[]);
    }
    let last = &scene.moves[scene.moves.len() - 4..];
    let gaps: Vec<_> = last.windows(2).map(|pair| (pair[1].at - pair[0].at).as_secs()).collect();
    assert_eq!((last[0].to, last[3].to), (Cached, Full));
    assert!((30..=32).contains(&gaps[0]), "{gaps:?}");
}

#[test]
fn nothing_comes_back_while_requests_are_shed() {
    let mut scene = Scene::of([Full, Reduced]);
    scene.is_strained = true;
    scene.broken(1800, &[]);
    assert_eq!(scene.path(), [Reduced]);
    assert!(scene.trials > 100);
    scene.is_strained = false;
    assert!(scene.broken_until(Full, &[]) < secs(45));
}

#[test]
fn little_traffic_is_enough_and_without_any_nothing_moves() {
    let settings = Settings::default();
    for (gap, within) in [(500, 45), (1990, 46), (2000, 46), (10_000, 80), (600_000, 3600)] {
        let mut scene = Scene::new(settings, LEVELS);
        scene.broken_until(Reduced, &[Full]);
        let begin = scene.now;
        scene.now += secs(29);
        while scene.level() != Full {
            assert!(scene.now - begin < secs(within), "one every {gap} ms");
            scene.run(ms(gap), ms(gap), |_| Answered);
        }
    }
}
