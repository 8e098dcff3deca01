//! Writing behind the answer.

use osier_cache::{Outer, Settings};
use osier_core::{CacheUse, ChatRequest, StoreErrorKind};

use crate::gated::Fuse;
use crate::scene::{Scene, millis, says, secs, sure};
use crate::shelf::{Mood, Op, Shelf};

fn question(number: u32) -> ChatRequest {
    sure().max_tokens(number + 1)
}

async fn ask_all(scene: &Scene, numbers: std::ops::Range<u32>) {
    for number in numbers {
        assert_eq!(scene.told(question(number), CacheUse::Refresh).await, "Reeds. (miss)");
        scene.settle().await;
    }
}

fn queueing(far: &Shelf, writes: usize, bytes: usize) -> Scene {
    let outer = Outer::new(far.shared()).queue(writes, bytes);
    Scene::of(says("Reeds."), Settings::default(), |cache| cache.outer(outer))
}

#[test]
fn a_queue_that_cannot_be_is_refused_before_anything_is_to_be_written() {
    let far = Shelf::new("far");
    let is_possible = |writes, bytes| Outer::new(far.shared()).queue(writes, bytes).check().is_ok();
    assert!(is_possible(1, 1) && is_possible(1_000_000, usize::MAX));
    assert!(!is_possible(0, 1) && !is_possible(1, 0) && !is_possible(1_000_001, 1));
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_for_a_write_and_one_that_hangs_is_given_up() {
    let (near, far) = (Shelf::new("memory"), Shelf::new("far"));
    let scene = Scene::both(says("Reeds."), &near, &far);
    far.set(Op::Put, Mood::Hangs);
    let began = scene.clock.now();
    assert_eq!(scene.told(sure(), CacheUse::Usual).await, "Reeds. (miss)");
    assert_eq!(scene.clock.now(), began);
    scene.settle().await;
    assert_eq!(scene.told(sure(), CacheUse::Usual).await, "Reeds. (hit, 0 s)");

    far.set(Op::Put, Mood::Works);
    ask_all(&scene, 0..1).await;
    assert_eq!(far.len(), 0, "it waits its turn");
    scene.heard.take();
    scene.wait(secs(1)).await;
    assert_eq!((scene.heard.take(), far.len()), (vec!["far cannot put: timeout".to_owned()], 1));
}

#[tokio::test(start_paused = true)]
async fn more_writes_than_may_wait_are_dropped_and_counted() {
    let far = Shelf::new("far");
    let scene = queueing(&far, 4, 1 << 20);
    let held = far.hold(Op::Put, Mood::HeldBefore);
    ask_all(&scene, 0..8).await;
    let dropped = |heard: Vec<String>| {
        heard.iter().filter(|line| *line == "far is not given: queue_full").count()
    };
    assert_eq!((scene.cache.stats().dropped_writes, dropped(scene.heard.take())), (3, 3));
    held.add_permits(100);
    scene.settle().await;
    assert_eq!(far.len(), 5, "one that is being written, and four that waited");
    ask_all(&scene, 8..9).await;
    assert_eq!((far.len(), scene.cache.stats().dropped_writes), (6, 3), "there is room again");
}

#[tokio::test(start_paused = true)]
async fn more_bytes_than_may_wait_are_dropped_and_counted() {
    let size = {
        let far = Shelf::new("far");
        let scene = queueing(&far, 100, 1 << 20);
        ask_all(&scene, 0..1).await;
        far.look(&scene.key(question(0))).unwrap().len()
    };
    // One that is being written counts, as it is held as well.
    for (bytes, written) in [(3 * size + size / 2, 3), (3 * size + 20, 3), (size / 2, 1)] {
        let far = Shelf::new("far");
        let scene = queueing(&far, 100, bytes);
        let held = far.hold(Op::Put, Mood::HeldBefore);
        ask_all(&scene, 0..8).await;
        held.add_permits(100);
        scene.settle().await;
        assert_eq!(far.len(), written, "{bytes} bytes");
        assert_eq!(scene.cache.stats().dropped_writes, 8 - written as u64);
        ask_all(&scene, 8..9).await;
        assert_eq!(far.len(), written + 1, "there is room again");
    }
}

#[tokio::test(start_paused = true)]
async fn behind_a_gate_that_has_closed_nothing_is_written() {
    let (near, far) = (Shelf::new("memory"), Shelf::new("far"));
    let outer = Outer::new(far.shared()).gate(Fuse::closed());
    let scene = Scene::of(says("Reeds."), Settings::default(), |cache| {
        cache.inner(near.shared()).outer(outer)
    });
    ask_all(&scene, 0..2).await;
    assert_eq!((near.len(), far.len(), far.asked(Op::Put)), (2, 0, 0));
    assert_eq!(scene.cache.stats().dropped_writes, 2);
    assert!(scene.heard.take().contains(&"far is not given: circuit_open".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn a_flush_waits_for_what_was_brought_before_and_makes_it_last_in_every_store() {
    let (near, far) = (Shelf::new("memory"), Shelf::new("far"));
    let scene = Scene::both(says("Reeds."), &near, &far);
    far.set(Op::Put, Mood::Slow(millis(300)));
    ask_all(&scene, 0..3).await;
    let began = scene.clock.now();
    scene.cache.flush().await.unwrap();
    assert!(scene.clock.now() - began >= millis(850), "three writes, one after the other");
    assert_eq!((far.len(), far.asked(Op::Flush), near.asked(Op::Flush)), (3, 1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_flush_that_fails_or_hangs_says_so_and_writing_goes_on_after_it() {
    for (mood, kind) in [
        (Mood::Fails(StoreErrorKind::Unreachable), StoreErrorKind::Unreachable),
        (Mood::Hangs, StoreErrorKind::Timeout),
    ] {
        let far = Shelf::new("far");
        let scene = Scene::far(says("Reeds."), &far);
        far.set(Op::Flush, mood);
        let began = scene.clock.now();
        assert_eq!(scene.cache.flush().await.unwrap_err().kind(), kind);
        assert!(scene.clock.now() - began <= secs(5));
        assert_eq!(scene.heard.take(), [format!("far cannot flush: {}", kind.name())]);
        ask_all(&scene, 0..1).await;
        assert_eq!(far.len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn what_waits_is_written_when_the_cache_is_gone_and_then_nothing_of_it_is_left() {
    let far = Shelf::new("far");
    let scene = Scene::far(says("Reeds."), &far);
    far.set(Op::Put, Mood::Slow(millis(300)));
    ask_all(&scene, 0..3).await;
    assert!(far.holders() > 1);
    let clock = std::sync::Arc::clone(&scene.clock);
    drop(scene);
    clock.sleep_until(clock.after(secs(2))).await;
    assert_eq!((far.len(), far.holders()), (3, 1), "the task that writes has ended");
}
