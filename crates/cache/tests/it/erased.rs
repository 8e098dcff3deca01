//! What is taken out does not come back.

use osier_cache::{Outer, Settings, tenant_key};
use osier_core::{CacheUse, Erase, StoreErrorKind};
use tokio::task::JoinHandle;

use crate::gated::Fuse;
use crate::scene::{Scene, hi, millis, says, secs, sure, told};
use crate::shelf::{Mood, Op, Shelf};

fn shelves() -> (Shelf, Shelf) {
    (Shelf::new("memory"), Shelf::new("far"))
}

/// Asks, or erases, at the same time as something else.
impl Scene {
    fn asking(&self, choice: CacheUse) -> JoinHandle<String> {
        let (route, context) = (self.route.clone(), self.context().cache(choice).build());
        tokio::spawn(async move { told(route.call(&context, sure().into()).await).await })
    }

    fn erasing(&self, what: Erase) -> JoinHandle<Result<(), osier_core::StoreError>> {
        let cache = self.cache.clone();
        tokio::spawn(async move { cache.erase(what).await })
    }

    /// Each way to name what is stored for the one question.
    fn names(&self) -> [Erase; 3] {
        [Erase::Key(self.key(sure())), Erase::Tenant(tenant_key(None)), Erase::Everything]
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_named_is_taken_out_of_every_store_and_nothing_else_is() {
    for (index, others) in [2, 1, 0].into_iter().enumerate() {
        let (near, far) = shelves();
        let scene = Scene::both(says("new"), &near, &far);
        for shelf in [&near, &far] {
            scene.place(shelf, sure(), "old", secs(200));
            scene.place(shelf, hi(), "other", secs(200));
            let context = scene.context().tenant("acme").build();
            let key = osier_cache::key(&context, "chat", &sure().into()).unwrap();
            shelf.place(key, scene.entry("acme's", secs(200)).encode(&key));
        }
        scene.cache.erase(scene.names()[index]).await.unwrap();
        assert_eq!((near.len(), far.len()), (others, others), "{index}");
        assert_eq!(scene.told(sure(), CacheUse::Only).await, "not_stored");
        assert_eq!(scene.told(sure(), CacheUse::Usual).await, "new (miss)");
        scene.settle().await;
        assert_eq!((near.len(), far.len()), (others + 1, others + 1), "stored again from here on");
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_under_way_is_given_and_not_stored() {
    for index in 0..3 {
        let (near, far) = shelves();
        let scene = Scene::both(says("new").headers_after(secs(1)), &near, &far);
        let asking = scene.asking(CacheUse::Refresh);
        scene.settle().await;
        scene.cache.erase(scene.names()[index]).await.unwrap();
        assert_eq!(asking.await.unwrap(), "new (miss)");
        scene.settle().await;
        assert_eq!((near.len(), far.len(), scene.cache.stats().stored), (0, 0, 0));
    }
}

#[tokio::test(start_paused = true)]
async fn one_that_waits_to_be_written_is_taken_out_too() {
    for index in 0..3 {
        let (near, far) = shelves();
        let scene = Scene::both(says("new"), &near, &far);
        let held = far.hold(Op::Put, Mood::HeldBefore);
        scene.told(sure(), CacheUse::Usual).await;
        scene.settle().await;
        let erasing = scene.erasing(scene.names()[index]);
        scene.settle().await;
        held.add_permits(100);
        erasing.await.unwrap().unwrap();
        scene.settle().await;
        assert_eq!((near.len(), far.len(), far.asked(Op::Put)), (0, 0, 1));
    }
}

#[tokio::test(start_paused = true)]
async fn one_that_is_just_being_put_near_is_taken_out_too() {
    for mood in [Mood::HeldBefore, Mood::HeldAfter] {
        let (near, far) = shelves();
        let scene = Scene::both(says("new"), &near, &far);
        let held = near.hold(Op::Put, mood);
        scene.told(sure(), CacheUse::Usual).await;
        scene.settle().await;
        let erasing = scene.erasing(Erase::Everything);
        scene.settle().await;
        held.add_permits(100);
        erasing.await.unwrap().unwrap();
        assert_eq!((near.len(), far.len()), (0, 0));
    }
}

#[tokio::test(start_paused = true)]
async fn an_inner_store_that_hangs_holds_up_neither_an_erasure_nor_a_flush_for_ever() {
    let (near, far) = shelves();
    let scene = Scene::both(says("new"), &near, &far);
    near.set(Op::Put, Mood::Hangs);
    near.set(Op::Flush, Mood::Hangs);
    scene.told(sure(), CacheUse::Usual).await;
    scene.settle().await;
    let began = scene.clock.now();
    let flushed = scene.cache.flush().await;
    let erased = scene.cache.erase(Erase::Everything).await;
    let kinds = [flushed, erased].map(|done| done.unwrap_err().kind());
    assert_eq!(kinds, [StoreErrorKind::Timeout; 2]);
    assert_eq!((scene.clock.now() - began).as_secs(), 5 + 35);
}

#[tokio::test(start_paused = true)]
async fn one_that_is_just_being_read_outside_is_given_and_not_kept_near() {
    let (near, far) = shelves();
    let scene = Scene::both(says("new"), &near, &far);
    scene.place(&far, sure(), "old", secs(200));
    let held = far.hold(Op::Get, Mood::HeldAfter);
    let asking = scene.asking(CacheUse::Usual);
    scene.settle().await;
    scene.cache.erase(Erase::Everything).await.unwrap();
    held.add_permits(1);
    assert_eq!(asking.await.unwrap(), "old (hit, 200 s)");
    assert_eq!((near.len(), far.len()), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn one_that_is_read_outside_while_it_is_taken_out_there_is_gone_near_as_well() {
    let (near, far) = shelves();
    let scene = Scene::both(says("new"), &near, &far);
    scene.place(&far, sure(), "old", secs(200));
    let held = far.hold(Op::Remove, Mood::HeldBefore);
    let erasing = scene.erasing(Erase::Everything);
    scene.settle().await;
    assert_eq!(scene.told(sure(), CacheUse::Usual).await, "old (hit, 200 s)");
    assert_eq!(near.len(), 1, "it was there, and still is");
    held.add_permits(1);
    erasing.await.unwrap().unwrap();
    assert_eq!((near.len(), far.len()), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn what_an_outer_store_cannot_do_is_told_and_done_near_all_the_same() {
    for (mood, kind, within) in [
        (Mood::Fails(StoreErrorKind::Unreachable), StoreErrorKind::Unreachable, secs(1)),
        (Mood::Hangs, StoreErrorKind::Timeout, secs(35)),
    ] {
        let (near, far) = shelves();
        let scene = Scene::both(says("new"), &near, &far);
        for shelf in [&near, &far] {
            scene.place(shelf, sure(), "old", secs(200));
        }
        far.set(Op::Remove, mood);
        let began = scene.clock.now();
        let erasing = scene.erasing(Erase::Everything);
        scene.settle().await;
        assert_eq!(near.len(), 0, "at once");
        assert_eq!(erasing.await.unwrap().unwrap_err().kind(), kind);
        assert!(scene.clock.now() - began <= within);
        assert_eq!((near.len(), far.len()), (0, 1));
        let told = format!("far cannot remove: {}", kind.name());
        assert_eq!((scene.heard.take(), scene.cache.stats().failures), (vec![told], 1));
    }
}

#[tokio::test(start_paused = true)]
async fn what_an_inner_store_cannot_do_is_told() {
    let (near, far) = shelves();
    let scene = Scene::both(says("new"), &near, &far);
    near.set(Op::Remove, Mood::Fails(StoreErrorKind::Failed));
    let erased = scene.cache.erase(Erase::Everything).await;
    assert_eq!(erased.unwrap_err().kind(), StoreErrorKind::Failed);
}

#[tokio::test(start_paused = true)]
async fn a_gate_that_has_closed_keeps_nobody_from_taking_out() {
    let far = Shelf::new("far");
    let outer = Outer::new(far.shared()).gate(Fuse::closed());
    let scene = Scene::of(says("new"), Settings::default(), |cache| cache.outer(outer));
    scene.place(&far, sure(), "old", secs(200));
    scene.cache.erase(Erase::Everything).await.unwrap();
    assert_eq!(far.len(), 0);
}

#[tokio::test(start_paused = true)]
async fn an_erasure_that_nobody_waits_for_any_more_goes_on_outside() {
    let (near, far) = shelves();
    let scene = Scene::both(says("new"), &near, &far);
    for shelf in [&near, &far] {
        scene.place(shelf, sure(), "old", secs(200));
    }
    far.set(Op::Remove, Mood::Slow(millis(500)));
    let erasing = scene.erasing(Erase::Everything);
    scene.settle().await;
    erasing.abort();
    scene.wait(secs(1)).await;
    assert_eq!((near.len(), far.len()), (0, 0));
}
