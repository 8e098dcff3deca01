//! Two targets for one answer.

use std::sync::Arc;
use std::time::Instant;

use osier_core::{Clock, Error, ErrorKind, Provider, Response, Strain};
use osier_failover::{HedgeSettings, HoldBack, Settings};
use osier_http::TokioClock;
use osier_simulate::{Fault, Preset, Step};

use crate::scene::{Scene, request, secs};

/// An admission that turns requests away from this moment on.
struct ShedsFrom(Instant);

impl Strain for ShedsFrom {
    fn is_strained(&self, now: Instant) -> bool {
        now >= self.0
    }
}

fn slow(text: &str, seconds: u64) -> Step {
    Step::answer(text).first_token_after(secs(seconds))
}

async fn timed(scene: &Scene, stream: bool) -> (Result<Response, Error>, std::time::Duration) {
    let start = TokioClock.now();
    let answer = scene.call(stream).await;
    (answer, TokioClock.now() - start)
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_is_slow_to_begin_is_asked_for_elsewhere_and_the_first_content_wins() {
    // What the first takes, what the second takes, who answers, and after how long.
    let table = [(30, 1, "b", 11), (30, 25, "a", 30), (9, 1, "a", 9), (15, 20, "a", 15)];
    for (first, second, winner, after) in table {
        let scene = Scene::of([slow("a", first), slow("b", second)]);
        let (answer, took) = timed(&scene, true).await;
        let answer = answer.expect("an answer");
        assert_eq!(answer.head.target.as_deref(), Some(winner), "{first} {second}");
        assert_eq!(took, secs(after), "{first} {second}");
        assert_eq!(answer.text().await.expect("text"), winner);
        assert_eq!(scene.counts(), [1, u64::from(first > 10)], "{first} {second}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_loser_is_cancelled_and_judged_by_nobody_and_stands_in_the_trail() {
    let scene = Scene::of([slow("a", 60), slow("b", 1)]);
    let answer = scene.call(true).await.expect("an answer");
    let lines: Vec<_> =
        answer.head.attempts.iter().map(|line| (&*line.target, line.kind)).collect();
    assert_eq!(lines, [("a", ErrorKind::Cancelled)]);
    assert_eq!(scene.targets[0].abandoned() + scene.targets[0].cancelled(), 1);
    answer.text().await.expect("text");
    let heard = ["1: a", "a silent for 10s: b", "2: b", "a ends neutral", "b ends success"];
    let mut told = scene.heard.lines();
    told.sort();
    let mut expected = heard.map(str::to_owned).to_vec();
    expected.sort();
    assert_eq!(told, expected);
}

#[tokio::test(start_paused = true)]
async fn an_error_waits_for_the_other_attempt() {
    let fails = |seconds| Step::status(503).headers_after(secs(seconds));
    let scene = Scene::of([fails(12), slow("b", 20), Step::answer("c")]);
    let (answer, took) = timed(&scene, true).await;
    assert_eq!(answer.expect("an answer").head.target.as_deref(), Some("b"));
    assert_eq!((took, scene.counts()), (secs(30), vec![1, 1, 0]));

    let scene = Scene::of([fails(12), fails(1), Step::answer("c")]);
    let (answer, took) = timed(&scene, true).await;
    assert_eq!(answer.expect("an answer").head.target.as_deref(), Some("c"));
    assert_eq!((took, scene.counts()), (secs(12), vec![1, 1, 1]));
}

#[tokio::test(start_paused = true)]
async fn hedges_have_a_budget() {
    let settings = Settings::default().hedge(HedgeSettings::default().burst(2));
    let scene = Scene::with(settings, [slow("a", 20), slow("b", 1)]);
    for _ in 0..20 {
        scene.call(true).await.expect("an answer").text().await.expect("text");
    }
    assert_eq!(scene.counts(), [20, 2], "two at once, and the third is not yet earned");
    scene.call(true).await.expect("an answer");
    assert_eq!(scene.counts(), [21, 3], "twenty requests have paid for another");
}

#[tokio::test(start_paused = true)]
async fn nothing_is_hedged_where_it_could_not_help_or_must_not_cost() {
    let alone = Scene::of([slow("a", 30)]);
    alone.call(true).await.expect("an answer");
    assert_eq!(alone.counts(), [1]);

    let whole = Scene::of([slow("a", 30), slow("b", 1)]);
    whole.call(false).await.expect("an answer");
    assert_eq!(whole.counts(), [1, 0], "how long whole answers take is not known yet");

    let last = Scene::of([slow("a", 30), slow("b", 1)]);
    let context = last.context().max_attempts(1).build();
    last.route.call(&context, request(true)).await.expect("an answer");
    assert_eq!(last.counts(), [1, 0]);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_hedged_while_requests_are_shed_however_calm_it_was_before() {
    for (sheds_after, hedged) in [(0, 0), (9, 0), (10, 0), (11, 1)] {
        let scene = Scene::of([slow("a", 30), slow("b", 1)]);
        let from = TokioClock.now() + secs(sheds_after);
        let context = scene.context().build().under(Arc::new(ShedsFrom(from)));
        scene.route.call(&context, request(true)).await.expect("an answer");
        assert_eq!(scene.counts(), [1, hedged], "after {sheds_after} s");
    }
}

#[tokio::test(start_paused = true)]
async fn a_whole_answer_is_hedged_once_it_is_known_how_long_they_take() {
    let settings = Settings::default().hedge(HedgeSettings::default().after(secs(1)));
    let usual = Step::answer("a").headers_after(secs(2));
    let scene = Scene::with(settings, [usual, Step::answer("b")]);
    for _ in 0..60 {
        scene.call(false).await.expect("an answer");
    }
    assert_eq!(scene.counts(), [60, 0]);
    scene.targets[0].set_script(Step::fault(Fault::Hang));
    let (answer, took) = timed(&scene, false).await;
    assert_eq!(answer.expect("an answer").head.target.as_deref(), Some("b"));
    assert!((secs(2)..secs(3)).contains(&took), "after {took:?}");
}

#[tokio::test(start_paused = true)]
async fn a_caller_who_leaves_ends_both_attempts() {
    let scene = Scene::of([Step::fault(Fault::Hang), Step::fault(Fault::Hang)]);
    let wait = tokio::time::timeout(secs(11), scene.call(true));
    assert!(wait.await.is_err());
    assert_eq!([scene.targets[0].cancelled(), scene.targets[1].cancelled()], [1, 1]);
    assert_eq!([scene.targets[0].in_flight(), scene.targets[1].in_flight()], [0, 0]);
}

#[tokio::test(start_paused = true)]
async fn what_no_target_would_do_better_ends_a_hedged_request_too() {
    for preset in [Preset::InvalidRequest, Preset::ContentFilter] {
        let refuses = Step::status(preset).headers_after(secs(12));
        let busy = Step::status(503).headers_after(secs(5));
        let scene = Scene::of([refuses, busy, Step::answer("c")]);
        assert!(scene.call(true).await.is_err(), "{preset:?}");
        assert_eq!(scene.counts(), [1, 1, 0], "{preset:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_hedge_is_not_told_of_as_a_move() {
    let scene = Scene::of([Step::status(503), slow("b", 30), Step::answer("c")]);
    scene.call(true).await.expect("an answer").text().await.expect("text");
    let heard = scene.heard.lines();
    assert!(heard.contains(&"b silent for 10s: c".to_owned()), "{heard:#?}");
    assert!(!heard.contains(&"a -> c: overloaded".to_owned()), "{heard:#?}");
}

#[tokio::test(start_paused = true)]
async fn there_is_one_hedge_for_a_request() {
    let dies = || Step::status(503).headers_after(secs(12));
    let scene = Scene::of([dies(), dies(), slow("c", 30), slow("d", 30)]);
    scene.call(true).await.expect("an answer");
    let heard = scene.heard.lines();
    assert_eq!(heard.iter().filter(|line| line.contains("silent")).count(), 1, "{heard:#?}");
}

#[tokio::test(start_paused = true)]
async fn a_hedge_that_never_comes_can_be_set() {
    let never = HedgeSettings::default().after(std::time::Duration::MAX);
    let scene = Scene::with(Settings::default().hedge(never), [slow("a", 100), slow("b", 1)]);
    scene.call(true).await.expect("an answer");
    assert_eq!(scene.counts(), [1, 0]);
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_is_held_back_is_not_silent() {
    let held = Settings::default().hold_back(HoldBack::new(8, secs(5)));
    let words = Step::answer("one two three four five six seven eight nine");
    let words = words.first_token_after(secs(9)).between_tokens(secs(1));
    let scene = Scene::with(held, [words, Step::answer("b")]);
    scene.call(true).await.expect("an answer").text().await.expect("text");
    assert_eq!(scene.counts(), [1, 0]);
    let latency = scene.route.targets()[0].latency(true).expect("one answer");
    assert!(latency.p50 < secs(10), "the first token came after 9 s: {latency:?}");
}
