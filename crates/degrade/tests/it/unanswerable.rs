//! Requests that a level cannot answer, however well it is.

use osier_core::{Clock, ErrorKind, Request};
use osier_degrade::{Ladder, Level};
use osier_http::TokioClock;
use osier_simulate::Step;

use crate::scene::{Scene, down, hi, says};

fn image() -> Request {
    let body = r#"{"model":"chat","messages":[{"role":"user","content":[{"type":"text","text":"What is it?"},
        {"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]}]}"#;
    Request::parse(body).expect("valid")
}

fn ladder() -> Ladder {
    Ladder::presets().offline("Nobody is here.")
}

#[tokio::test(start_paused = true)]
async fn images_are_answered_where_somebody_looks_at_them() {
    let scene = Scene::on(ladder(), ["large", "small", "tiny"].map(says));
    assert_eq!(scene.told(image()).await, "large (full, normal)");
    let scene = Scene::on(ladder(), [down(), says("small"), says("tiny")]);
    assert_eq!(scene.told(image()).await, "Nobody is here. (offline, overloaded)");
    assert_eq!(scene.counts(), [1, 0, 0], "nobody is asked who would not see them");
}

#[tokio::test(start_paused = true)]
async fn images_are_refused_clearly_where_no_level_looks_at_them() {
    let scene = Scene::on(ladder(), ["large", "small", "tiny"].map(says));
    scene.degrade.pin(Level::Reduced, TokioClock.now());
    let error = scene.ask(image()).await.expect_err("nobody sees");
    assert_eq!((error.kind(), error.param()), (ErrorKind::Unsupported, Some("messages")));
    assert!(error.to_string().contains("vision"), "{error}");
    assert_eq!(scene.told(hi()).await, "small (reduced, pinned)", "the others are served");
    assert_eq!(scene.counts(), [0, 1, 0]);
}

#[tokio::test(start_paused = true)]
async fn a_misshapen_request_is_the_callers_to_mend_at_every_level() {
    let scene = Scene::on(ladder(), [says("large"), says("small"), Step::status(400)]);
    let body =
        r#"{"model":"chat","messages":[{"role":"user","content":"Hi"}],"max_tokens":"many"}"#;
    scene.degrade.pin(Level::Minimal, TokioClock.now());
    let request = Request::parse(body).expect("JSON");
    let error = scene.ask(request).await;
    assert!(error.is_err_and(|error| error.kind() == ErrorKind::InvalidRequest));
    assert_eq!(scene.counts(), [0, 0, 1], "whoever is asked says what is wrong");
}
