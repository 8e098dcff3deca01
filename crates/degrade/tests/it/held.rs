//! A level that is held by hand.

use std::sync::{Arc, Mutex};

use osier_core::Clock;
use osier_degrade::{Degrade, Edits, Ladder, Level, Moved};
use osier_http::TokioClock;

use crate::scene::{Remembers, Scene, down, everything, hi, says};

#[tokio::test(start_paused = true)]
async fn requests_begin_where_somebody_holds_the_level_and_say_so() {
    let ladder = everything().stale(Remembers("stale")).offline("Nobody is here.");
    let scene = Scene::on(ladder, ["large", "small", "tiny"].map(says));
    for (level, expected) in [
        (Level::Full, "large (full, pinned)"),
        (Level::Reduced, "small (reduced, pinned)"),
        (Level::Minimal, "tiny (minimal, pinned)"),
        (Level::Cached, "stale (cached, pinned)"),
        (Level::Offline, "Nobody is here. (offline, pinned)"),
    ] {
        scene.degrade.pin(level, TokioClock.now());
        for _ in 0..30 {
            assert_eq!(scene.told(hi()).await, expected);
        }
        let standing = scene.degrade.standing();
        assert_eq!((standing.level, standing.is_pinned), (level, true));
    }
    scene.degrade.release(TokioClock.now());
    assert_eq!(scene.told(hi()).await, "large (full, normal)");
}

#[tokio::test(start_paused = true)]
async fn a_held_level_is_left_downwards_only() {
    let ladder = || everything().offline("Nobody is here.");
    for (level, expected) in
        [(Level::Full, "large (full, pinned)"), (Level::Reduced, "tiny (minimal, overloaded)")]
    {
        let scene = Scene::on(ladder(), [says("large"), down(), says("tiny")]);
        scene.degrade.pin(level, TokioClock.now());
        assert_eq!(scene.told(hi()).await, expected);
    }
    let scene = Scene::on(ladder(), [says("large"), down(), down()]);
    scene.degrade.pin(Level::Minimal, TokioClock.now());
    assert_eq!(scene.told(hi()).await, "Nobody is here. (offline, overloaded)");
    assert_eq!(scene.counts(), [0, 0, 1], "nobody else was asked");
}

#[tokio::test(start_paused = true)]
async fn nobody_gets_stored_words_who_asked_for_less_of_a_live_level() {
    let now = TokioClock.now();
    let small = || Ladder::full().offline("Nobody is here.").edits(Level::Reduced, Edits::none());
    for (ladder, level, expected) in [
        (small(), Level::Minimal, Level::Reduced),
        (small().without(Level::Reduced), Level::Reduced, Level::Full),
        (small(), Level::Cached, Level::Offline),
        (small().without(Level::Offline), Level::Offline, Level::Reduced),
        (everything().stale(Remembers("stale")), Level::Offline, Level::Cached),
        (everything().without(Level::Reduced), Level::Reduced, Level::Minimal),
    ] {
        let degrade = Degrade::try_new("chat", ladder).expect("valid");
        degrade.pin(level, now);
        assert_eq!(degrade.standing().level, expected, "{level}");
    }
}

#[tokio::test(start_paused = true)]
async fn whoever_lets_it_move_by_itself_lets_it_begin_at_full() {
    let scene = Scene::of([down(), says("small"), says("tiny")]);
    for _ in 0..10 {
        scene.told(hi()).await;
    }
    assert_eq!(scene.degrade.standing().level, Level::Reduced);
    scene.large.far_end.set_script(says("large"));
    let moved = scene.degrade.release(TokioClock.now()).expect("it moves");
    assert_eq!((moved.to, moved.reason), (Level::Full, "released"));
    assert_eq!(scene.told(hi()).await, "large (full, normal)");
}

#[tokio::test(start_paused = true)]
async fn every_change_is_heard_once_and_in_order() {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let hears = Arc::clone(&heard);
    let listener = move |moved: &Moved| {
        let line = format!("{} -> {}, {}", moved.from, moved.to, moved.reason);
        hears.lock().expect("not poisoned").push(line);
    };
    let ladder = Ladder::presets().on_move(listener);
    let degrade = Degrade::try_new("chat", ladder).expect("valid");
    let now = TokioClock.now();
    degrade.pin(Level::Minimal, now);
    degrade.pin(Level::Minimal, now);
    degrade.pin(Level::Reduced, now);
    degrade.release(now);
    degrade.release(now);
    let expected =
        ["full -> minimal, pinned", "minimal -> reduced, pinned", "reduced -> full, released"];
    assert_eq!(*heard.lock().expect("not poisoned"), expected);
}
