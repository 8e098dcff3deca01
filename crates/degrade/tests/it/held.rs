//! A level that is held by hand.

use std::sync::{Arc, Mutex};

use osier_core::Clock;
use osier_degrade::{Degrade, Ladder, Level, Moved};
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
