//! Whole answers for those who watch, and streams for those who wait.

use std::time::{Duration, Instant};

use async_trait::async_trait;
use futures_util::StreamExt;
use osier_cache::Settings;
use osier_core::{
    CacheUse, Completion, Context, Ending, Error, HowItEnded, Provider, Readiness, Request,
    Response, SharedProvider,
};
use osier_simulate::Scripted;
use serde_json::json;

use crate::scene::{Scene, down, hi, says, secs, sure};
use crate::shelf::Shelf;

#[tokio::test(start_paused = true)]
async fn what_was_stored_in_one_shape_is_given_in_the_other() {
    let shapes = [sure(), sure().stream()];
    for first in &shapes {
        for second in &shapes {
            let shelf = Shelf::new("memory");
            let scene = Scene::near(says("Reeds bend, and stand."), &shelf);
            let told = scene.told(first.clone(), CacheUse::Usual).await;
            assert_eq!(told, "Reeds bend, and stand. (miss)");
            scene.settle().await;
            let told = scene.told(second.clone(), CacheUse::Usual).await;
            assert_eq!(told, "Reeds bend, and stand. (hit, 0 s)");
            assert_eq!(scene.far_end.count(), 1);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_stored_answer_is_replayed_as_events_that_end_as_an_answer_does() {
    let shelf = Shelf::new("memory");
    let scene = Scene::near(says("Reeds bend."), &shelf);
    scene.ask(sure()).await.unwrap();
    scene.settle().await;
    let hit = scene.ask(sure().stream()).await.unwrap();
    let events: Vec<_> = hit.into_events().collect().await;
    let text: String = events.iter().filter_map(|event| event.as_ref().unwrap().text()).collect();
    assert_eq!(text, "Reeds bend.");
    assert!(events.iter().any(|event| event.as_ref().unwrap().finish_reason().is_some()));
}

/// An answer with more in it than events can carry.
fn rich() -> Completion {
    let json = r#"{"choices":[{"index":0,"message":{"role":"assistant","content":"rich"},
        "logprobs":{"content":[]},"finish_reason":"stop"}]}"#;
    Completion::parse(json).unwrap()
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_replayed_without_loss_is_given_whole_and_never_as_a_stream() {
    let shelf = Shelf::new("memory");
    for (step, streamed) in [(says("new"), "new (miss)"), (down(), "overloaded")] {
        let scene = Scene::near(step, &shelf);
        let key = scene.key(sure());
        let mut entry = scene.entry("", secs(10));
        (entry.completion, entry.replays) = (rich(), false);
        shelf.place(key, entry.encode(&key));
        assert_eq!(scene.told(sure(), CacheUse::Usual).await, "rich (hit, 10 s)");
        assert_eq!(scene.told(sure().stream(), CacheUse::Only).await, "not_stored");
        assert_eq!(scene.told(sure().stream(), CacheUse::Usual).await, streamed);
        scene.settle().await;
    }
}

#[tokio::test(start_paused = true)]
async fn one_that_cannot_be_replayed_does_not_hide_one_that_can() {
    let (near, far) = (Shelf::new("memory"), Shelf::new("far"));
    let scene = Scene::both(says("new"), &near, &far);
    let key = scene.key(hi());
    let mut younger = scene.entry("", secs(10));
    (younger.completion, younger.replays) = (rich(), false);
    near.place(key, younger.encode(&key));
    scene.place(&far, hi(), "older", secs(20));
    assert_eq!(scene.told(hi().stream(), CacheUse::Use).await, "older (hit, 20 s)");
}

#[tokio::test(start_paused = true)]
async fn whoever_is_to_hear_what_it_cost_is_not_given_an_answer_that_does_not_tell() {
    let shelf = Shelf::new("memory");
    let scene = Scene::near(says("Reeds."), &shelf);
    let costs = || sure().stream();
    let silent = || sure().stream().set("stream_options", &json!({ "include_usage": false }));
    for (request, told) in [
        (silent(), "Reeds. (miss)"),
        (silent(), "Reeds. (hit, 0 s)"),
        (costs(), "Reeds. (miss)"),
        (costs(), "Reeds. (hit, 0 s)"),
        (silent(), "Reeds. (hit, 0 s)"),
    ] {
        assert_eq!(scene.told(request, CacheUse::Usual).await, told);
        scene.settle().await;
    }
    let hit = scene.ask(costs()).await.unwrap();
    let events: Vec<_> = hit.into_events().collect().await;
    assert!(events.iter().any(|event| event.as_ref().unwrap().has_usage()));
}

/// A provider whose streams begin at one target and end at another.
struct Resumed(Scripted);

#[async_trait]
impl Provider for Resumed {
    fn id(&self) -> &str {
        self.0.id()
    }

    async fn call(&self, context: &Context, request: Request) -> Result<Response, Error> {
        let mut response = self.0.call(context, request).await?;
        let ending = Ending::default();
        ending.say(HowItEnded::new("last".into(), Duration::ZERO, Vec::new()));
        response.head.target = Some("first".into());
        response.head.ending = Some(ending);
        Ok(response)
    }

    fn readiness(&self, now: Instant) -> Readiness {
        self.0.readiness(now)
    }
}

#[tokio::test(start_paused = true)]
async fn a_stored_answer_names_the_target_that_ended_it() {
    let shelf = Shelf::new("memory");
    let far_end = Scripted::new("model", says("Reeds bend."));
    let inner = SharedProvider::new(Resumed(far_end.clone()));
    let scene =
        Scene::around(far_end, inner, Settings::default(), |cache| cache.inner(shelf.shared()));
    scene.told(sure().stream(), CacheUse::Usual).await;
    scene.settle().await;
    let hit = scene.ask(sure()).await.unwrap();
    assert_eq!(hit.head.target.as_deref(), Some("last"));
}
