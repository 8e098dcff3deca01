//! A route that is a target of another.

use std::sync::Arc;

use osier_core::{Context, ErrorKind, Provider};
use osier_failover::{Failover, Target};
use osier_http::TokioClock;
use osier_simulate::{CutHow, Fault, Point, Preset, Script, Scripted, Step};

use crate::scene::{Heard, ask, context, request, scripted, secs};

const TEXT: &str = "one two three four five six seven eight";
const ZERO: &str = r#","temperature":0"#;

fn cut(at: usize) -> Step {
    Step::answer(TEXT).cut(Point::Tokens(at), CutHow::Abort)
}

#[tokio::test(start_paused = true)]
async fn the_end_of_a_stream_names_who_really_answered() {
    let group = Failover::new("group")
        .target(scripted("x", Step::status(503)))
        .target(scripted("y", Step::answer("from y")));
    let route = Failover::new("route").target(Target::new("group", group));
    let response = route.call(&context(60), request(true)).await.expect("an answer");
    assert_eq!(response.head.target.as_deref(), Some("y"));
    let ending = response.head.ending.clone().expect("followed");
    response.text().await.expect("text");
    assert_eq!(&*ending.get().expect("ended").target, "y");
}

#[tokio::test(start_paused = true)]
async fn what_an_inner_route_went_through_to_continue_an_answer_is_told_at_the_end() {
    let x = Scripted::new("x", Script::of(cut(3)).then(Step::answer(TEXT)));
    let group = Failover::new("group").target(Target::new("x", x));
    let route = Failover::new("route").target(Target::new("group", group));
    let response = route.call(&context(60), ask(ZERO)).await.expect("an answer");
    let ending = response.head.ending.clone().expect("followed");
    assert_eq!(response.text().await.expect("text"), TEXT);
    let ended = ending.get().expect("ended");
    let told: Vec<_> = ended.attempts.iter().map(|line| (&*line.target, line.kind)).collect();
    assert_eq!(told, [("x", ErrorKind::Cut)]);
}

#[tokio::test(start_paused = true)]
async fn an_inner_route_continues_its_answer_however_late_it_breaks_off() {
    // The outer route would have left at 35 s; the stream breaks off at about 40 s.
    let slow = cut(5).between_tokens(secs(10));
    let again = Step::answer(TEXT).first_token_after(secs(1));
    let x = Scripted::new("x", Script::of(slow).then(again));
    let group = Failover::new("group").target(Target::new("x", x));
    let route = Failover::new("route").target(Target::new("group", group));
    let route = route.target(scripted("c", Step::answer("c")));
    let response = route.call(&context(70), ask(ZERO)).await.expect("it begins");
    assert_eq!(response.text().await.expect("all of it"), TEXT);
}

#[tokio::test(start_paused = true)]
async fn to_continue_an_answer_an_inner_route_makes_one_attempt() {
    let dies = || Scripted::new("dies", Step::answer("").cut_after(0));
    let inner = [dies(), dies(), dies()];
    let group = inner.iter().enumerate().fold(Failover::new("group"), |group, (number, target)| {
        group.target(Target::new(format!("x{number}"), target.clone()))
    });
    let a = Script::of(cut(3)).then(Step::status(Preset::RateLimited));
    let route = Failover::new("route").target(Target::new("a", Scripted::new("a", a)));
    let route = route.target(Target::new("group", group));
    let response = route.call(&context(60), ask(ZERO)).await.expect("it begins");
    assert!(response.text().await.is_err());
    assert_eq!(inner.iter().map(Scripted::count).sum::<u64>(), 1);
}

#[tokio::test(start_paused = true)]
async fn routes_in_routes_hedge_once_for_a_request() {
    let silent = |name| scripted(name, Step::fault(Fault::Hang));
    let heard = Arc::new(Heard::default());
    let group = Failover::new("group").target(silent("a")).target(silent("b"));
    let route = Failover::new("route").target(Target::new("group", group)).target(silent("c"));
    let context = Context::builder(TokioClock::shared()).observer(heard.clone()).build();
    let _ = tokio::time::timeout(secs(15), route.call(&context, request(true))).await;
    let hedges = heard.lines().iter().filter(|line| line.contains("silent")).count();
    assert_eq!(hedges, 1, "{:#?}", heard.lines());
}

#[tokio::test(start_paused = true)]
async fn a_route_leaves_an_attempt_to_whoever_could_follow_it() {
    for (attempts, alternatives, left) in [(1, 1, 0), (2, 1, 1), (3, 1, 1), (4, 2, 2), (9, 1, 6)] {
        let route = ["x", "y", "z"].into_iter().fold(Failover::new("route"), |route, name| {
            route.target(scripted(name, Step::status(503)))
        });
        let context = Context::builder(TokioClock::shared()).max_attempts(attempts).build();
        let visit = context.visiting(None, alternatives);
        route.call(&visit, request(true)).await.expect_err("all are down");
        assert_eq!(context.attempts_left(), left, "of {attempts}, {alternatives} could follow");
    }
}
