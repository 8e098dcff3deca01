//! Answers that need nobody.

use async_trait::async_trait;
use osier_core::{Clock, Context, Event, FinishReason, Request, Response};
use osier_degrade::{Level, StaleSource};
use osier_http::TokioClock;
use osier_simulate::{Fault, Preset, Step};

use crate::scene::{Remembers, Scene, down, everything, hi, says, secs, told};

const TEXT: &str = "We are back soon ({request_id}).";

fn all_down() -> [Step; 3] {
    [down(), down(), down()]
}

/// A cache that has nothing, or never says so.
struct Empty(bool);

#[async_trait]
impl StaleSource for Empty {
    async fn stale(&self, _: &Context, _: &Request) -> Option<Response> {
        if self.0 {
            std::future::pending::<()>().await;
        }
        None
    }
}

#[tokio::test(start_paused = true)]
async fn where_nobody_answers_a_stale_answer_does_and_else_words_written_beforehand() {
    let scene = Scene::on(everything().stale(Remembers("stale")).offline(TEXT), all_down());
    assert_eq!(scene.told(hi()).await, "stale (cached, overloaded)");
    for source in [Empty(false), Empty(true)] {
        let scene = Scene::on(everything().stale(source).offline(TEXT), all_down());
        assert_eq!(scene.told(hi()).await, "We are back soon (req-1). (offline, overloaded)");
    }
    let scene = Scene::on(everything().offline(TEXT), all_down());
    assert_eq!(scene.told(hi().stream()).await, "We are back soon (req-1). (offline, overloaded)");
    let scene = Scene::of(all_down());
    assert_eq!(scene.told(hi()).await, "overloaded: large small tiny");
}

#[tokio::test(start_paused = true)]
async fn what_the_caller_can_change_is_never_hidden_behind_stored_words() {
    for (preset, kind) in [
        (Preset::ContextLength, "context_length"),
        (Preset::UnsupportedValue, "unsupported_parameter"),
        (Preset::ModelNotFound, "model_not_found"),
    ] {
        let ladder = everything().stale(Remembers("stale")).offline(TEXT);
        let scene = Scene::on(ladder, [(); 3].map(|()| Step::status(preset)));
        assert_eq!(scene.told(hi()).await, format!("{kind}: large small tiny"));
    }
    let ladder = everything().offline(TEXT);
    let steps = [Step::status(Preset::ContextLength), down(), down()];
    let told = Scene::on(ladder, steps).told(hi()).await;
    assert_eq!(told, "We are back soon (req-1). (offline, overloaded)", "one might have served it");
}

#[tokio::test(start_paused = true)]
async fn a_deadline_that_passed_still_leaves_what_takes_no_time() {
    let hangs = || Step::fault(Fault::Hang);
    let scene = Scene::on(everything().offline(TEXT), [hangs(), hangs(), hangs()]);
    let context = scene.context().timeout(secs(20)).build();
    let answer = scene.route.call(&context, hi().into()).await;
    let expected = "We are back soon (req-1). (offline, deadline_exceeded)";
    assert_eq!(told(answer).await, expected);
}

#[tokio::test(start_paused = true)]
async fn a_streaming_caller_gets_stored_words_as_a_stream() {
    let scene = Scene::on(everything().offline(TEXT), all_down());
    let response = scene.ask(hi().stream()).await.expect("words");
    let mut events = response.into_events();
    let mut seen = Vec::new();
    while let Some(event) = futures_util::StreamExt::next(&mut events).await {
        seen.push(event.expect("no error"));
    }
    let text: String = seen.iter().filter_map(Event::text).collect();
    assert_eq!(text, "We are back soon (req-1).");
    assert_eq!(seen.iter().find_map(Event::finish_reason), Some(FinishReason::Stop));
    assert!(seen.iter().any(Event::has_usage));
}

#[tokio::test(start_paused = true)]
async fn a_level_without_an_answer_says_so() {
    let ladder = everything().stale(Empty(false));
    let scene = Scene::on(ladder, ["large", "small", "tiny"].map(says));
    scene.degrade.pin(Level::Cached, TokioClock.now());
    let error = scene.ask(hi()).await.expect_err("nothing is stored");
    assert!(error.to_string().contains("the level `cached`"), "{error}");
    assert_eq!(scene.counts(), [0; 3]);
}
