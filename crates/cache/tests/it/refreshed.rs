//! New answers that are fetched behind others.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::{join, join_all};
use osier_core::{CacheUse, Strain};

use crate::scene::{Scene, down, hi, says, secs, sure, told};
use crate::shelf::Shelf;

const STALE: Duration = secs(400);

#[tokio::test(start_paused = true)]
async fn however_many_find_an_answer_stale_they_get_it_at_once_and_one_new_one_is_fetched() {
    let shelf = Shelf::new("memory");
    let scene = Scene::near(says("new").headers_after(secs(5)), &shelf);
    scene.place(&shelf, sure(), "old", STALE);
    let began = scene.clock.now();
    let shapes = [sure(), sure().stream()];
    let asking = (0..500).map(|number| scene.told(shapes[number % 2].clone(), CacheUse::Usual));
    let told = join_all(asking).await;
    assert!(told.iter().all(|told| told == "old (stale, 400 s)"), "{told:?}");
    assert_eq!(scene.clock.now(), began, "at once");

    scene.wait(secs(4)).await;
    assert_eq!(scene.told(sure(), CacheUse::Usual).await, "old (stale, 404 s)");
    scene.wait(secs(2)).await;
    assert_eq!(scene.told(sure(), CacheUse::Usual).await, "new (hit, 1 s)");
    assert_eq!(scene.far_end.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_refresh_goes_on_when_whoever_caused_it_has_left() {
    let shelf = Shelf::new("memory");
    let scene = Scene::near(says("new").headers_after(secs(5)), &shelf);
    scene.place(&shelf, sure(), "old", STALE);
    let context = scene.context().timeout(secs(60)).build();
    let answer = scene.route.call(&context, sure().stream().into()).await;
    drop((answer, context));
    scene.wait(secs(6)).await;
    assert_eq!(scene.stored(&shelf, sure()).as_deref(), Some("new"));
    assert_eq!(scene.far_end.cancelled(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_refresh_that_fails_leaves_the_old_answer_and_the_next_who_asks_tries_again() {
    let shelf = Shelf::new("memory");
    let scene = Scene::near(down(), &shelf);
    scene.place(&shelf, sure(), "old", STALE);
    for calls in 1..=3 {
        assert_eq!(scene.told(sure(), CacheUse::Usual).await, "old (stale, 400 s)");
        scene.settle().await;
        assert_eq!(scene.far_end.count(), calls);
    }
}

#[tokio::test(start_paused = true)]
async fn sixteen_are_fetched_at_a_time_and_the_rest_stay_stale_a_little_longer() {
    let shelf = Shelf::new("memory");
    let scene = Scene::near(says("new").headers_after(secs(5)), &shelf);
    let question = |number: u32| sure().max_tokens(number + 1);
    for number in 0..20 {
        scene.place(&shelf, question(number), "old", STALE);
    }
    for (calls, seconds) in [(16, 6), (20, 6), (20, 0)] {
        for number in 0..20 {
            scene.told(question(number), CacheUse::Usual).await;
        }
        scene.settle().await;
        assert_eq!(scene.far_end.count(), calls);
        scene.wait(secs(seconds)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_almost_too_old_and_took_long_is_fetched_anew_before_it_is() {
    let shelf = Shelf::new("memory");
    let scene = Scene::near(says("new"), &shelf);
    let key = scene.key(sure());
    let mut entry = scene.entry("old", secs(265));
    entry.took = secs(1_000_000);
    shelf.place(key, entry.encode(&key));
    assert_eq!(scene.told(sure(), CacheUse::Only).await, "old (hit, 265 s)");
    scene.settle().await;
    assert_eq!(scene.far_end.count(), 0, "nobody is asked for those who want nobody asked");
    assert_eq!(scene.told(sure(), CacheUse::Usual).await, "old (hit, 265 s)");
    scene.settle().await;
    assert_eq!(scene.told(sure(), CacheUse::Usual).await, "new (hit, 0 s)");
}

#[tokio::test(start_paused = true)]
async fn one_that_is_fetched_behind_is_for_those_who_take_what_is_stored_and_for_nobody_else() {
    let shelf = Shelf::new("memory");
    let scene = Scene::near(says("new").headers_after(secs(5)), &shelf);
    scene.place(&shelf, hi(), "old", STALE);
    assert_eq!(scene.told(hi(), CacheUse::Use).await, "old (stale, 400 s)");
    scene.settle().await;
    shelf.forget(&scene.key(hi()));
    let (takes, wants_another) =
        join(scene.told(hi(), CacheUse::Use), scene.told(hi(), CacheUse::Usual)).await;
    assert_eq!((&*takes, &*wants_another), ("new (shared)", "new (miss)"));
    assert_eq!(scene.far_end.count(), 2);
}

struct Strained;

impl Strain for Strained {
    fn is_strained(&self, _: Instant) -> bool {
        true
    }
}

#[tokio::test(start_paused = true)]
async fn where_there_is_more_to_do_than_can_be_done_nothing_is_fetched_behind() {
    let shelf = Shelf::new("memory");
    let scene = Scene::near(says("new"), &shelf);
    scene.place(&shelf, sure(), "old", STALE);
    let strained = scene.context().build().under(Arc::new(Strained));
    let answer = scene.route.call(&strained, sure().into()).await;
    assert_eq!(told(answer).await, "old (stale, 400 s)");
    scene.settle().await;
    assert_eq!(scene.far_end.count(), 0);
}
