//! Where there is no runtime, and where there are many threads.

use futures_util::FutureExt;
use futures_util::future::join_all;
use osier_cache::{Outer, Settings};
use osier_cache_memory::MemoryStore;
use osier_core::{CacheUse, Erase};

use crate::scene::{Scene, down, hi, says, secs, sure};
use crate::shelf::{Mood, Op, Shelf};

#[test]
fn outside_of_a_runtime_requests_pass_through_alone_and_only_the_inner_store_is_read() {
    let (near, far) = (Shelf::new("memory"), Shelf::new("far"));
    let scene = Scene::both(says("new"), &near, &far);
    scene.place(&near, sure(), "old", secs(200));
    scene.place(&near, sure().max_tokens(1), "old", secs(400));
    far.set(Op::Get, Mood::Hangs);
    let asked = async {
        assert_eq!(scene.told(sure(), CacheUse::Usual).await, "old (hit, 200 s)");
        assert_eq!(scene.told(sure().max_tokens(1), CacheUse::Usual).await, "old (stale, 400 s)");
        assert_eq!(scene.told(hi(), CacheUse::Use).await, "new (miss)");
        assert_eq!(scene.told(hi().stream(), CacheUse::Usual).await, "new (miss)");
        assert!(scene.cache.erase(Erase::Everything).await.is_err(), "nobody can do it outside");
    };
    asked.now_or_never().expect("nothing to wait for");
    assert_eq!((near.len(), far.asked(Op::Get), scene.far_end.count()), (0, 0, 2));
}

#[test]
fn outside_of_a_runtime_what_is_stored_stands_in_as_well() {
    let near = Shelf::new("memory");
    let scene = Scene::near(down(), &near);
    scene.place(&near, hi(), "old", secs(3600));
    let told = scene.told(hi(), CacheUse::Usual).now_or_never();
    let told = told.expect("nothing to wait for");
    assert_eq!(told, "old (stale, 3600 s, cached: overloaded)");
}

#[test]
fn a_cache_outlives_the_runtime_it_began_in() {
    let far = Shelf::new("far");
    let scene = Scene::far(says("new"), &far);
    for number in 1..=3 {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let told = scene.told(sure().max_tokens(number), CacheUse::Usual).await;
            assert_eq!(told, "new (miss)");
            scene.settle().await;
            scene.cache.flush().await.unwrap();
        });
    }
    assert_eq!((far.len(), scene.cache.stats().dropped_writes), (3, 0));
}

#[tokio::test(start_paused = true)]
async fn a_store_that_panics_loses_what_waits_and_nothing_after_it() {
    let far = Shelf::new("far");
    let scene = Scene::far(says("new"), &far);
    far.set(Op::Put, Mood::Panics);
    assert_eq!(scene.told(sure(), CacheUse::Usual).await, "new (miss)");
    scene.settle().await;
    far.set(Op::Put, Mood::Works);
    assert_eq!(scene.told(sure(), CacheUse::Usual).await, "new (miss)");
    scene.settle().await;
    assert_eq!(far.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_many_threads_one_question_costs_one_call_until_it_is_erased() {
    let memory = std::sync::Arc::new(MemoryStore::default());
    let far = Shelf::new("far");
    let scene = Scene::of(says("new"), Settings::default(), |cache| {
        cache.inner(memory).outer(Outer::new(far.shared()).read_budget(secs(10)))
    });
    for calls in 1..=5 {
        let asking = (0..100).map(|_| {
            let (route, context) = (scene.route.clone(), scene.context().build());
            tokio::spawn(async move { route.call(&context, sure().into()).await.map(drop) })
        });
        for asked in join_all(asking).await {
            asked.unwrap().unwrap();
        }
        scene.cache.flush().await.unwrap();
        assert_eq!(scene.told(sure(), CacheUse::Only).await, "new (hit, 0 s)");
        assert_eq!((scene.far_end.count(), far.len()), (calls, 1));
        scene.cache.erase(Erase::Everything).await.unwrap();
        assert_eq!(far.len(), 0);
    }
}
