//! What was tried at other levels is told with the answer.

use osier_core::{Attempt, ErrorKind, Response};
use osier_simulate::{CutHow, Point, Step};

use crate::scene::{Scene, down, hi, says};

fn lines(attempts: &[Attempt]) -> Vec<(&str, ErrorKind)> {
    attempts.iter().map(|line| (&*line.target, line.kind)).collect()
}

async fn answered(steps: [Step; 3]) -> Response {
    Scene::of(steps).ask(hi().stream()).await.expect("an answer")
}

#[tokio::test(start_paused = true)]
async fn an_answer_names_who_gave_it_and_everything_that_failed_before() {
    let response = answered([down(), down(), says("tiny")]).await;
    let overloaded = ErrorKind::Overloaded;
    assert_eq!(response.head.target.as_deref(), Some("tiny"));
    assert_eq!(lines(&response.head.attempts), [("large", overloaded), ("small", overloaded)]);
    let ending = response.head.ending.clone().expect("followed");
    assert_eq!(response.text().await.expect("text"), "tiny");
    let ended = ending.get().expect("ended");
    assert_eq!(&*ended.target, "tiny");
    assert_eq!(lines(&ended.attempts), [("large", overloaded), ("small", overloaded)]);
}

#[tokio::test(start_paused = true)]
async fn that_all_failed_is_told_once_and_only_if_nobody_answered() {
    let scene = Scene::of([down(), down(), says("tiny")]);
    scene.ask(hi()).await.expect("an answer");
    assert!(scene.heard.take().iter().all(|line| !line.starts_with("all ")));
    let scene = Scene::of([down(), down(), down()]);
    scene.ask(hi()).await.expect_err("all are down");
    let told = scene.heard.take();
    let told: Vec<_> = told.iter().filter(|line| line.starts_with("all ")).collect();
    assert_eq!(told, ["all 1 failed: overloaded"], "whoever was asked last says so");
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_breaks_off_tells_of_the_levels_before_too() {
    let cut = says("one two three four").cut(Point::Tokens(2), CutHow::Abort);
    let response = answered([down(), cut, says("tiny")]).await;
    let error = response.text().await.expect_err("it breaks off");
    let expected = [("large", ErrorKind::Overloaded), ("small", ErrorKind::Cut)];
    assert_eq!(lines(error.attempts()), expected);
}
