//! Pins, the fast path, and times that make no sense.

use super::*;
use Level::{Cached, Full, Minimal, Offline, Reduced};

#[test]
fn a_pin_holds_until_it_is_released_and_tells_of_changes_alone() {
    let mut scene = Scene::of(LEVELS);
    let now = scene.now;
    let pinned = scene.controller.pin(now, Minimal).unwrap();
    assert_eq!((pinned.from, pinned.to, pinned.reason), (Full, Minimal, "pinned"));
    scene.broken(600, &LEVELS);
    scene.broken(600, &[]);
    let standing = scene.controller.standing();
    assert_eq!((standing.level, standing.is_pinned, standing.since), (Minimal, true, Some(now)));
    assert_eq!((scene.moves.len(), scene.trials), (0, 0));
    assert_eq!(scene.assign().reason, "pinned");

    assert_eq!(scene.controller.pin(scene.now, Minimal), None);
    assert_eq!(scene.controller.pin(scene.now, Cached).map(|it| it.to), Some(Cached));
    let released = scene.controller.release(scene.now).unwrap();
    assert_eq!((released.from, released.to, released.reason), (Cached, Full, "released"));
    assert_eq!(scene.controller.release(scene.now), None);
    assert_eq!(scene.assign().reason, "normal");
}

#[test]
fn a_pin_at_the_level_it_stands_at_is_no_change_but_shows() {
    let mut scene = Scene::of(LEVELS);
    assert_eq!(scene.controller.pin(scene.now, Full), None);
    assert!(scene.controller.standing().is_pinned);
    assert_eq!(scene.controller.release(scene.now), None);
    assert!(!scene.controller.standing().is_pinned);
}

#[test]
fn of_levels_that_are_not_there_the_next_worse_one_is_pinned_and_else_the_worst() {
    let table: [(&[Level], Level, Level); 5] = [
        (&[Minimal], Reduced, Minimal),
        (&[Minimal], Offline, Minimal),
        (&[Reduced, Offline], Cached, Offline),
        (&[], Offline, Full),
        (&LEVELS, Cached, Cached),
    ];
    for (levels, pin, expected) in table {
        let mut scene = Scene::of(levels.iter().copied());
        scene.controller.pin(scene.now, pin);
        assert_eq!(scene.level(), expected, "{pin:?} of {levels:?}");
    }
}

#[test]
fn a_release_begins_afresh() {
    let mut scene = Scene::of(LEVELS);
    scene.broken_until(Cached, &LEVELS);
    let before: Vec<_> = (0..20).map(|_| scene.assign()).collect();
    scene.controller.pin(scene.now, Reduced);
    let pinned: Vec<_> = (0..20).map(|_| scene.assign()).collect();
    scene.controller.release(scene.now);
    for ticket in before.into_iter().chain(pinned) {
        scene.record(ticket, Verdict::Failed);
    }
    assert_eq!(scene.level(), Full, "what was before says nothing");
    scene.broken_until(Reduced, &[Full]);
    assert_eq!(scene.controller.standing().reason, "failures");
    let back = scene.broken_until(Full, &[]);
    assert!(back < secs(45), "the hold is a window again, and it took {back:?}");
}

#[test]
fn a_pin_ends_a_trial() {
    let mut scene = Scene::of(LEVELS);
    scene.broken_until(Reduced, &[Full]);
    scene.broken(31, &[]);
    assert_eq!(scene.controller.standing().trial, Some(Full));
    scene.controller.pin(scene.now, Reduced);
    assert_eq!(scene.controller.standing().trial, None);
    scene.broken(60, &[]);
    assert_eq!(scene.level(), Reduced);
}

#[test]
fn calm_is_what_everybody_is_assigned_and_nothing_else_is() {
    let mut scene = Scene::of(LEVELS);
    let check = |scene: &mut Scene, is_calm: bool| {
        let calm = scene.controller.calm();
        assert_eq!(calm.is_some(), is_calm, "{:?}", scene.controller.standing());
        for (is_strained, calm) in [false, true].into_iter().zip(calm.into_iter().cycle()) {
            scene.is_strained = is_strained;
            assert_eq!(scene.assign(), Ticket { is_strained, ..calm });
        }
        scene.is_strained = false;
    };
    check(&mut scene, true);
    let fresh = scene.controller.calm();
    scene.broken_until(Reduced, &[Full]);
    check(&mut scene, false);
    scene.controller.pin(scene.now, Reduced);
    check(&mut scene, true);
    scene.controller.release(scene.now);
    check(&mut scene, true);
    assert_ne!(scene.controller.calm(), fresh, "another epoch");
}

#[test]
fn moments_that_come_out_of_order_or_years_later_are_taken_as_they_can_be() {
    let begin = start() + secs(1000);
    let moments = [0, 500, 3, 1_000_000_000, 0, 7, 1_000_000_100, 86_400];
    for levels in [&LEVELS[..1], &LEVELS[..3], &LEVELS[..]] {
        let mut controller = Controller::new(Settings::default(), levels.iter().copied());
        for round in 0..40 {
            for (at, moment) in moments.into_iter().enumerate() {
                let now = begin + secs(moment) - secs(at as u64 * 100);
                let ticket = controller.assign(now, false, 0.05, |_| true);
                let verdict = if round % 20 < 10 { Verdict::Failed } else { Verdict::Answered };
                controller.record(begin, ticket, verdict);
                assert!(levels.contains(&controller.standing().level));
            }
        }
    }
}

#[test]
fn settings_that_nobody_checked_do_no_harm() {
    let nothing = Settings {
        window: ms(0),
        minimum_calls: 0,
        hold_max: ms(0),
        trial: ms(0),
        trial_calls: 0,
        ..Settings::default()
    };
    let endless = Settings {
        window: Duration::MAX,
        hold_max: Duration::MAX,
        trial: Duration::MAX,
        ..nothing
    };
    for settings in [nothing, endless] {
        let mut controller = Controller::new(settings, LEVELS);
        for second in 0..100 {
            let now = start() + secs(second);
            let ticket = controller.assign(now, true, f64::NAN, |_| true);
            controller.record(now, ticket, Verdict::Failed);
        }
    }
}
