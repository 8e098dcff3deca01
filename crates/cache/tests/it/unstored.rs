//! What is never stored.

use std::time::Instant;

use async_trait::async_trait;
use futures_util::StreamExt;
use osier_cache::Settings;
use osier_core::{
    CacheUse, Context, Error, FinishReason, Level, Provider, Readiness, Request, Response, Served,
    SharedProvider,
};
use osier_simulate::{Answer, Scripted, Step};

use crate::scene::{Scene, down, says, secs, sure};
use crate::shelf::Shelf;

/// Whether the answer of this step is stored, whole and streamed.
async fn is_stored(step: Step, settings: Settings) -> [bool; 2] {
    let mut stored = [false; 2];
    for (stored, request) in stored.iter_mut().zip([sure(), sure().stream()]) {
        let shelf = Shelf::new("memory");
        let scene = Scene::of(step.clone(), settings, |cache| cache.inner(shelf.shared()));
        scene.told(request, CacheUse::Usual).await;
        scene.settle().await;
        *stored = shelf.len() == 1;
        assert_eq!(scene.cache.stats().stored, shelf.len() as u64);
    }
    stored
}

#[tokio::test(start_paused = true)]
async fn only_what_can_stand_for_a_new_answer_is_stored() {
    let weather = || Answer::text("").tool_call("weather", "{}").finish(FinishReason::ToolCalls);
    let settings = Settings::default();
    let cases = [
        ("normal", says("Reeds."), settings, true),
        ("error", down(), settings, false),
        ("cut", says("Reeds bend.").cut_after(1), settings, false),
        ("refusal", Step::of(Answer::refusal("No.")), settings, false),
        (
            "filtered",
            Step::of(Answer::text("Ree").finish(FinishReason::ContentFilter)),
            settings,
            false,
        ),
        ("a tool call", Step::of(weather()), settings, false),
        ("a tool call that is wanted", Step::of(weather()), settings.tools(true), true),
        ("too long", says("Reeds bend."), settings.max_answer(50), false),
        ("empty", says(""), settings, false),
    ];
    for (what, step, settings, stored) in cases {
        assert_eq!(is_stored(step, settings).await, [stored; 2], "{what}");
    }
}

/// Answers at a level.
struct AtLevel(Scripted, Level);

#[async_trait]
impl Provider for AtLevel {
    fn id(&self) -> &str {
        "model"
    }

    async fn call(&self, context: &Context, request: Request) -> Result<Response, Error> {
        let mut response = self.0.call(context, request).await?;
        response.head.level = Some(Served { level: self.1, reason: "set" });
        Ok(response)
    }

    fn readiness(&self, now: Instant) -> Readiness {
        self.0.readiness(now)
    }
}

#[tokio::test(start_paused = true)]
async fn a_lesser_answer_is_shared_and_not_stored() {
    for level in Level::ALL {
        let shelf = Shelf::new("memory");
        let scripted = Scripted::new("model", says("Reeds."));
        let provider = SharedProvider::new(AtLevel(scripted.clone(), level));
        let scene = Scene::around(scripted, provider, Settings::default(), |cache| {
            cache.inner(shelf.shared())
        });
        for request in [sure(), sure().stream()] {
            assert!(scene.told(request, CacheUse::Refresh).await.starts_with("Reeds. (miss"));
            scene.settle().await;
        }
        assert_eq!(shelf.len(), usize::from(level == Level::Full), "{level}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_everybody_left_is_not_stored_and_one_that_somebody_read_is() {
    for others in [0, 1] {
        let shelf = Shelf::new("memory");
        let step = says("Reeds bend, and stand.").between_tokens(secs(1));
        let scene = Scene::near(step, &shelf);
        let mut leaves = scene.ask(sure().stream()).await.unwrap().into_events();
        let mut stay = Vec::new();
        for _ in 0..others {
            stay.push(scene.ask(sure().stream()).await.unwrap());
        }
        leaves.next().await.unwrap().unwrap();
        drop(leaves);
        for response in stay {
            assert_eq!(response.text().await.unwrap(), "Reeds bend, and stand.");
        }
        scene.wait(secs(10)).await;
        assert_eq!((shelf.len(), scene.far_end.count()), (others, 1));
        assert_eq!(scene.far_end.in_flight(), 0, "cancelled, or at its end");
    }
}

#[tokio::test(start_paused = true)]
async fn whoever_leaves_before_an_answer_has_it_cancelled_and_nothing_is_stored() {
    let shelf = Shelf::new("memory");
    let scene = Scene::near(says("Reeds.").headers_after(secs(5)), &shelf);
    let context = scene.context().timeout(secs(60)).build();
    let soon = scene.clock.now() + secs(1);
    let left = context.before(soon, scene.route.call(&context, sure().into())).await;
    assert!(left.is_none());
    scene.wait(secs(10)).await;
    assert_eq!((shelf.len(), scene.far_end.cancelled()), (0, 1));
}

#[tokio::test(start_paused = true)]
async fn an_answer_out_of_another_cache_is_not_stored_as_if_it_were_new() {
    let shelf = Shelf::new("inside");
    let inside = Scene::near(says("new"), &shelf);
    inside.place(&shelf, sure(), "old", secs(200));
    let outside = Shelf::new("outside");
    let scripted = Scripted::new("model", down());
    let scene = Scene::around(scripted, inside.route.clone(), Settings::default(), |cache| {
        cache.inner(outside.shared())
    });
    assert_eq!(scene.told(sure(), CacheUse::Usual).await, "old (hit, 200 s)");
    scene.settle().await;
    assert_eq!(outside.len(), 0);
}
