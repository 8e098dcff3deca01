//! What is told, and counted.

use futures_util::future::join_all;
use osier_cache::{Settings, Stats};
use osier_core::CacheUse;
use osier_simulate::Script;

use crate::scene::{Scene, down, hi, says, secs, sure};
use crate::shelf::Shelf;

#[tokio::test(start_paused = true)]
async fn what_is_told_and_what_is_counted_is_what_happened() {
    let (near, far) = (Shelf::new("memory"), Shelf::new("far"));
    let script = Script::of(says("new").headers_after(secs(1))).then_times(2, &says("new"));
    let scene = Scene::both(script.then(down()), &near, &far);
    let question = |number| hi().max_tokens(number);
    scene.place(&far, question(1), "old", secs(199));
    scene.place(&near, question(2), "old", secs(399));
    scene.place(&near, question(3), "old", secs(3599));

    join_all((0..2).map(|_| scene.told(sure(), CacheUse::Usual))).await;
    for (request, choice) in [
        (sure(), CacheUse::Usual),
        (question(1), CacheUse::Use),
        (question(2), CacheUse::Use),
        (question(1), CacheUse::Bypass),
        (question(4), CacheUse::Only),
        (question(4), CacheUse::Usual),
        (question(3), CacheUse::Usual),
    ] {
        scene.settle().await;
        scene.told(request, choice).await;
    }

    let told = [
        "miss",
        "shared",
        "hit, 0 s from memory",
        "hit, 200 s from far",
        "stale, 400 s from memory",
        "bypass",
        "stale, 3600 s",
    ];
    let told = told.map(|told| format!("req-1 on chat: {told}"));
    assert_eq!(scene.heard.take(), told);
    let stats = scene.cache.stats();
    let answered = [stats.hits, stats.stale, stats.misses, stats.shared, stats.bypassed];
    assert_eq!(answered, [2, 2, 1, 1, 1]);
    assert_eq!((stats.stored, stats.failures), (2, 0), "once asked for, and once behind");
    let dropped = (stats.dropped_writes, stats.dropped_entries);
    assert_eq!(dropped, (0, 0));
    assert_ne!(stats, Stats::default());
}

#[tokio::test(start_paused = true)]
async fn where_there_is_no_store_nothing_is_counted_as_stored() {
    let scene = Scene::of(says("new"), Settings::default(), |cache| cache);
    scene.told(sure(), CacheUse::Usual).await;
    scene.settle().await;
    let stats = scene.cache.stats();
    assert_eq!((stats.misses, stats.stored), (1, 0));
}
