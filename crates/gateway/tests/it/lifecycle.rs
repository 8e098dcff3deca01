//! Stopping lets streams finish, within a grace period.

use std::time::Duration;

use osier_simulate::{Answer, Dialect, Step};
use tokio::net::TcpStream;

use crate::reply::Reply;
use crate::stage::{BOUND, body, stage, staged};

#[tokio::test]
async fn a_stream_under_way_finishes_and_nothing_new_begins() {
    let step = Step::answer("one two three four five").between_tokens(Duration::from_millis(100));
    let stage = stage(Dialect::OpenAi, [step]).await;
    let response = stage.post(body(true).to_string()).send().await.expect("a response");
    let address = stage.address;
    let (served, _providers) = stage.stop();
    let reply = Reply::read(response).await;
    assert_eq!(reply.text(), "one two three four five");
    let finished = tokio::time::timeout(BOUND, served).await.expect("in time").expect("no panic");
    assert!(finished, "everything finished within the grace period");
    assert!(TcpStream::connect(address).await.is_err(), "nobody listens any more");
}

#[tokio::test]
async fn what_is_not_done_within_the_grace_period_is_cut() {
    let endless = Step::of(Answer::tokens(10_000)).between_tokens(Duration::from_millis(20));
    let stage = staged(Dialect::OpenAi, [endless], |config| {
        config.server.shutdown_grace = Duration::from_millis(200);
    })
    .await;
    let response = stage.post(body(true).to_string()).send().await.expect("a response");
    let (served, providers) = stage.stop();
    let finished = tokio::time::timeout(BOUND, served).await.expect("in time").expect("no panic");
    assert!(!finished);
    assert!(response.text().await.is_err(), "a cut body is no whole body");
    assert!(providers[0].client_left(Duration::from_secs(1)).await);
}

#[tokio::test]
async fn a_provider_that_is_not_there_at_the_start_does_no_harm() {
    let stage = stage(Dialect::OpenAi, [Step::answer("a"), Step::answer("b")]).await;
    stage.providers[0].stop().await;
    assert_eq!(stage.get("/readyz").await.status, 200);
    assert_eq!(stage.chat(false).await.text(), "b");
}
