//! The provider takes the request and does not answer.

use std::time::Duration;

use osier_gateway::config::TargetConfig;
use osier_simulate::{Fault, Step};

use super::scene::{AT_ONCE, SECOND, SILENCE, asked, each, everywhere, says, streamed, whole};

fn silent() -> [Step; 3] {
    let pings = Fault::pings(Duration::from_millis(50));
    [Fault::Hang, Fault::HeadersThenHang, pings].map(Step::fault)
}

/// Patience with streams that is short enough for a test.
fn impatient(target: &mut TargetConfig) {
    target.timeout.headers = Some(SILENCE);
    target.timeout.first_event = Some(SILENCE);
}

#[tokio::test]
async fn a_silent_stream_is_left_for_another_target_and_not_tried_again() {
    streamed(async |scene| {
        each(silent(), async |step| {
            let stage = scene.staged([step, says("b")], impatient).await;
            let told = scene.ask(&stage).await;
            told.is_answered("b", &["a timeout", "b ok"]);
            told.not_before(SILENCE).within(SILENCE + AT_ONCE);
            asked(&stage, &[1, 1], scene);
            assert!(stage.providers[0].client_left(SECOND).await, "{scene:?}: still connected");
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_silent_whole_answer_is_left_after_half_of_the_deadline() {
    whole(async |scene| {
        each(silent(), async |step| {
            let stage = scene.staged([step, says("b")], impatient).await;
            let told = scene.ask_with(&stage, "x-osier-timeout", "2").await;
            told.is_answered("b", &["a timeout", "b ok"]);
            told.not_before(SILENCE).within(SILENCE + AT_ONCE);
            asked(&stage, &[1, 1], scene);
            assert!(stage.providers[0].client_left(SECOND).await, "{scene:?}: still connected");
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn the_only_target_that_is_silent_is_asked_once() {
    everywhere(async |scene| {
        each(silent(), async |step| {
            let stage = scene.staged([step], impatient).await;
            let told = scene.ask_with(&stage, "x-osier-timeout", "2").await;
            let limit = if scene.stream { "a timeout" } else { "a deadline_exceeded" };
            told.fails(504, "timeout", &[limit]).within(2 * SECOND + AT_ONCE);
            asked(&stage, &[1], scene);
            assert!(stage.providers[0].client_left(SECOND).await, "{scene:?}: still connected");
        })
        .await;
    })
    .await;
}
