//! Reading from a store that may be slow, wrong, or gone.

use bytes::Bytes;
use futures_util::future::{join, join_all};
use osier_cache::{Outer, Settings};
use osier_core::{CacheUse, ChatRequest, StoreErrorKind};

use crate::gated::Fuse;
use crate::scene::{Scene, down, hi, millis, says, secs, sure};
use crate::shelf::{Mood, Op, Shelf};

const ERRORS: [StoreErrorKind; 8] = [
    StoreErrorKind::Unreachable,
    StoreErrorKind::Timeout,
    StoreErrorKind::Full,
    StoreErrorKind::Damaged,
    StoreErrorKind::InUse,
    StoreErrorKind::Denied,
    StoreErrorKind::Busy,
    StoreErrorKind::Failed,
];

fn gated(far: &Shelf, fuse: &Fuse) -> Scene {
    let outer = Outer::new(far.shared()).gate(fuse.clone());
    Scene::of(says("new"), Settings::default(), |cache| cache.outer(outer))
}

fn question(number: u32) -> ChatRequest {
    sure().max_tokens(number + 1)
}

#[tokio::test(start_paused = true)]
async fn what_is_found_outside_is_given_and_kept_near_for_as_long_as_is_left() {
    let (near, far) = (Shelf::new("memory"), Shelf::new("far"));
    let scene = Scene::both(says("new"), &near, &far);
    scene.place(&far, sure(), "old", secs(200));
    assert_eq!(scene.told(sure(), CacheUse::Usual).await, "old (hit, 200 s)");
    assert_eq!(near.keeps(&scene.key(sure())).unwrap().as_secs(), 86_400 * 11 / 10 - 200);
    assert_eq!(scene.told(sure(), CacheUse::Usual).await, "old (hit, 200 s)");
    assert_eq!((far.asked(Op::Get), scene.far_end.count()), (1, 0), "the second time from near");
}

#[tokio::test(start_paused = true)]
async fn the_younger_of_two_is_given() {
    for (near_age, far_age, told) in [(3600, 1800, "far"), (1800, 3600, "near"), (3600, 200, "far")]
    {
        let (near, far) = (Shelf::new("memory"), Shelf::new("far"));
        let scene = Scene::both(down(), &near, &far);
        scene.place(&near, sure(), "near", secs(near_age));
        scene.place(&far, sure(), "far", secs(far_age));
        let answer = scene.told(sure(), CacheUse::Usual).await;
        assert!(answer.starts_with(told), "{near_age} s near, {far_age} s far: {answer}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_found_outside_does_not_replace_an_answer_that_was_stored_meanwhile() {
    let (near, far) = (Shelf::new("memory"), Shelf::new("far"));
    let scene = Scene::both(says("new"), &near, &far);
    scene.place(&far, sure(), "old", secs(200));
    let held = far.hold(Op::Get, Mood::HeldAfter);
    let asking = async {
        scene.settle().await;
        assert_eq!(scene.told(sure(), CacheUse::Refresh).await, "new (miss)");
        scene.settle().await;
        held.add_permits(1);
    };
    let (told, ()) = join(scene.told(sure(), CacheUse::Usual), asking).await;
    assert_eq!(told, "old (hit, 200 s)");
    assert_eq!(scene.told(sure(), CacheUse::Usual).await, "new (hit, 0 s)");
}

#[tokio::test(start_paused = true)]
async fn one_that_is_too_old_for_anything_does_not_hide_a_younger_one_outside() {
    let (near, far) = (Shelf::new("memory"), Shelf::new("far"));
    let scene = Scene::both(down(), &near, &far);
    for request in [hi(), sure()] {
        scene.place(&near, request.clone(), "near", secs(100_000));
        scene.place(&far, request.clone(), "far", secs(3600));
        assert_eq!(scene.told(request.clone(), CacheUse::Only).await, "far (stale, 3600 s)");
        scene.place(&near, request.clone(), "near", secs(100_000));
        let stands_in = "far (stale, 3600 s, cached: overloaded)";
        assert_eq!(scene.told(request, CacheUse::Usual).await, stands_in);
    }
}

#[tokio::test(start_paused = true)]
async fn a_store_that_hangs_is_waited_for_no_longer_than_its_budget_however_many_ask() {
    let far = Shelf::new("far");
    let scene = Scene::far(says("new"), &far);
    far.set(Op::Get, Mood::Hangs);
    let began = scene.clock.now();
    let asking = (0..500).map(|number| scene.told(question(number), CacheUse::Usual));
    let told = join_all(asking).await;
    assert!(told.iter().all(|told| told == "new (miss)"));
    assert_eq!((scene.clock.now() - began, far.asked(Op::Get)), (millis(50), 500));
}

#[tokio::test(start_paused = true)]
async fn a_store_that_answers_within_its_budget_is_waited_for_and_a_longer_budget_is_kept_to() {
    for (budget, slow, told, waits) in [
        (None, 49, "old (hit, 200 s)", 49),
        (None, 51, "new (miss)", 50),
        (Some(200), 199, "old (hit, 200 s)", 199),
        (Some(200), 201, "new (miss)", 200),
    ] {
        let far = Shelf::new("far");
        let outer = Outer::new(far.shared());
        let outer = match budget {
            Some(budget) => outer.read_budget(millis(budget)),
            None => outer,
        };
        let scene = Scene::of(says("new"), Settings::default(), |cache| cache.outer(outer));
        scene.place(&far, sure(), "old", secs(200));
        far.set(Op::Get, Mood::Slow(millis(slow)));
        let began = scene.clock.now();
        assert_eq!(scene.told(sure(), CacheUse::Usual).await, told, "{budget:?} {slow}");
        assert_eq!(scene.clock.now() - began, millis(waits), "{budget:?} {slow}");
    }
}

#[tokio::test(start_paused = true)]
async fn behind_a_gate_that_has_closed_nobody_waits() {
    let (far, fuse) = (Shelf::new("far"), Fuse::new(3));
    let scene = gated(&far, &fuse);
    far.set(Op::Get, Mood::Hangs);
    far.set(Op::Put, Mood::Hangs);
    for number in 0..10 {
        let began = scene.clock.now();
        assert_eq!(scene.told(question(number), CacheUse::Usual).await, "new (miss)");
        let waits = if number < 3 { millis(50) } else { millis(0) };
        assert_eq!(scene.clock.now() - began, waits, "{number}");
    }
    assert_eq!((far.asked(Op::Get), fuse.heard()), (3, (0, 3)));
}

#[tokio::test(start_paused = true)]
async fn a_store_without_room_or_time_has_not_failed() {
    for kind in ERRORS {
        let (far, fuse) = (Shelf::new("far"), Fuse::new(100));
        let scene = gated(&far, &fuse);
        far.set(Op::Get, Mood::Fails(kind));
        far.set(Op::Put, Mood::Fails(kind));
        assert_eq!(scene.told(sure(), CacheUse::Usual).await, "new (miss)");
        scene.settle().await;
        let is_crowded = matches!(kind, StoreErrorKind::Full | StoreErrorKind::Busy);
        assert_eq!(fuse.heard(), (0, if is_crowded { 0 } else { 2 }), "{kind:?}");
        let told = ["get", "put"].map(|op| format!("far cannot {op}: {}", kind.name()));
        let heard = scene.heard.take();
        assert!(told.iter().all(|told| heard.contains(told)), "{heard:?}");
        assert_eq!(scene.cache.stats().failures, 2);
    }
}

#[tokio::test(start_paused = true)]
async fn whoever_leaves_while_they_wait_for_a_store_says_nothing_about_it() {
    let (far, fuse) = (Shelf::new("far"), Fuse::new(3));
    let scene = gated(&far, &fuse);
    far.set(Op::Get, Mood::Hangs);
    let context = scene.context().build();
    let soon = scene.clock.now() + millis(10);
    assert!(context.before(soon, scene.route.call(&context, sure().into())).await.is_none());
    assert_eq!(fuse.heard(), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn what_is_not_what_was_written_is_never_given_and_is_told_of_and_replaced() {
    let (near, far) = (Shelf::new("memory"), Shelf::new("far"));
    let scene = Scene::both(says("new"), &near, &far);
    let (key, other) = (scene.key(sure()), scene.key(hi()));
    let good = scene.entry("old", secs(200)).encode(&key);
    let mut flipped = good.to_vec();
    *flipped.last_mut().unwrap() ^= 1;
    let foreign = scene.entry("foreign", secs(200)).encode(&other);
    for (what, bytes, reason) in [
        ("of another key", foreign, "checksum"),
        ("damaged", Bytes::from(flipped), "checksum"),
        ("cut", good.slice(..good.len() - 1), "checksum"),
        ("empty", Bytes::new(), "version"),
        ("something else", Bytes::from_static(b"{\"not\":\"ours\"}"), "version"),
    ] {
        for shelf in [&near, &far] {
            shelf.place(key, bytes.clone());
        }
        assert_eq!(scene.told(sure(), CacheUse::Usual).await, "new (miss)", "{what}");
        scene.settle().await;
        let heard = scene.heard.take();
        let told = ["memory", "far"].map(|store| format!("{store} gave what is bad: {reason}"));
        assert_eq!(heard[..2], told, "{what}");
        assert_eq!(scene.stored(&near, sure()).as_deref(), Some("new"), "{what}");
        assert_eq!(scene.stored(&far, sure()).as_deref(), Some("new"), "{what}");
    }
    assert_eq!(scene.cache.stats().dropped_entries, 10);
}

#[tokio::test(start_paused = true)]
async fn an_inner_store_that_fails_is_passed_over() {
    let (near, far) = (Shelf::new("memory"), Shelf::new("far"));
    let scene = Scene::both(says("new"), &near, &far);
    scene.place(&far, sure(), "old", secs(200));
    near.set(Op::Get, Mood::Fails(StoreErrorKind::Failed));
    near.set(Op::Put, Mood::Fails(StoreErrorKind::Full));
    assert_eq!(scene.told(sure(), CacheUse::Usual).await, "old (hit, 200 s)");
    let [get, put] = ["memory cannot get: failed", "memory cannot put: full"];
    assert_eq!(scene.heard.take()[..3], [get, get, put], "once more before it is kept near");
}
