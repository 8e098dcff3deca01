//! The provider begins to answer, and does not go on as it should.

use std::time::Duration;

use osier_gateway::config::{Config, HoldBackConfig, OffOr, TargetConfig};
use osier_simulate::{CutHow, Fault, Point, Preset, Step};

use super::scene::{
    AT_ONCE, SECOND, SILENCE, asked, each, everywhere, from, says, streamed, whole,
};

const AFTER: Point = Point::Tokens(3);

/// What was said by then.
fn beginning() -> String {
    "a: Zwölf Boxkämpfer".to_owned()
}

/// The answer stops, and the connection does not: kept-alive or not.
fn stalls() -> [Step; 2] {
    let every = Duration::from_millis(50);
    let pings = Fault::PingsOnly { after: AFTER, every, lasting: None };
    [says("a").stall_after(AFTER), says("a").with_fault(pings)]
}

/// What ends an answer, and what that is called: in a stream, and in a whole answer.
fn ends() -> [(&'static str, &'static str, Step); 4] {
    [
        ("a cut", "a malformed", says("a").cut(AFTER, CutHow::Clean)),
        ("a cut", "a cut", says("a").cut(AFTER, CutHow::Abort)),
        ("a cut", "a cut", says("a").cut(AFTER, CutHow::Reset)),
        ("a malformed", "a malformed", says("a").malformed_after(AFTER)),
    ]
}

fn impatient(target: &mut TargetConfig) {
    target.timeout.progress_idle = Some(SILENCE);
}

#[tokio::test]
async fn a_stream_that_ends_too_soon_ends_in_a_typed_error_where_nobody_can_go_on() {
    streamed(async |scene| {
        for (failure, _, step) in ends() {
            let stage = scene.stage([step, says("b")]).await;
            let told = scene.ask(&stage).await;
            told.breaks_off(&beginning(), "provider_failed", &[failure]).within(AT_ONCE);
            asked(&stage, &[1, 0], scene);
        }
    })
    .await;
}

#[tokio::test]
async fn an_error_inside_a_stream_is_the_error_that_it_is() {
    streamed(async |scene| {
        let step = says("a").error_after(AFTER, Preset::Overloaded);
        let stage = scene.stage([step, says("b")]).await;
        let told = scene.ask(&stage).await;
        told.breaks_off(&beginning(), "overloaded", &["a overloaded"]).within(AT_ONCE);
        asked(&stage, &[1, 0], scene);
    })
    .await;
}

#[tokio::test]
async fn a_stream_that_stops_is_closed_after_the_limit() {
    streamed(async |scene| {
        each(stalls(), async |step| {
            let stage = scene.staged([step, says("b")], impatient).await;
            let told = scene.ask(&stage).await;
            told.breaks_off(&beginning(), "timeout", &["a timeout"]);
            told.not_before(SILENCE).within(SILENCE + AT_ONCE);
            asked(&stage, &[1, 0], scene);
            assert!(stage.providers[0].client_left(SECOND).await, "{scene:?}: still connected");
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_stream_that_dies_within_what_is_held_back_is_had_elsewhere() {
    streamed(async |scene| {
        for (failure, _, step) in ends() {
            let holding = |config: &mut Config| {
                let held = HoldBackConfig { tokens: Some(8), time: Some(10 * SECOND) };
                config.routes[0].hold_back = Some(OffOr::section(held));
            };
            let stage = scene.configured([step, says("b")], holding).await;
            let told = scene.ask(&stage).await;
            let times = usize::try_from(stage.counts()[0]).expect("few");
            let tried = [vec![failure; times], vec!["b ok"]].concat();
            told.is_answered("b", &tried).within(AT_ONCE);
            assert!((1..=2).contains(&times) && stage.counts()[1] == 1, "{}", told.scenery());
        }
    })
    .await;
}

#[tokio::test]
async fn a_whole_answer_that_stops_is_left_for_another_target() {
    whole(async |scene| {
        let silent = [says("a").stall_after(AFTER), Step::fault(Fault::HeadersThenHang)];
        each(silent, async |step| {
            let idle = |target: &mut TargetConfig| target.timeout.byte_idle = Some(SILENCE);
            let stage = scene.staged([step, says("b")], idle).await;
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
async fn a_whole_answer_that_breaks_off_is_had_elsewhere() {
    whole(async |scene| {
        each(ends(), async |(_, failure, step)| {
            let stage = scene.stage([step, says("b")]).await;
            let told = scene.ask(&stage).await;
            told.is_answered("b", &[failure, failure, "b ok"]).within(AT_ONCE);
            asked(&stage, &[2, 1], scene);
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn an_answer_without_its_terminator_but_with_a_finish_reason_is_whole() {
    everywhere(async |scene| {
        let step = says("a").with_fault(Fault::NoTerminator);
        let stage = scene.stage([step, says("b")]).await;
        scene.ask(&stage).await.is_answered("a", &["a ok"]).within(AT_ONCE);
        asked(&stage, &[1, 0], scene);
    })
    .await;
}

#[tokio::test]
async fn an_answer_that_is_whole_ends_at_once_though_the_connection_stays_open() {
    streamed(async |scene| {
        let beyond = Point::Events(100);
        let stage = scene.stage([says("a").stall_after(beyond), says("b")]).await;
        scene.ask(&stage).await.is_answered("a", &["a ok"]).within(AT_ONCE);
        asked(&stage, &[1, 0], scene);
    })
    .await;
}

#[tokio::test]
async fn an_answer_without_terminator_and_finish_reason_is_never_a_whole_one() {
    streamed(async |scene| {
        let all = Point::Tokens(from("a").split_whitespace().count());
        for how in [CutHow::Clean, CutHow::Abort, CutHow::Reset] {
            let stage = scene.stage([says("a").cut(all, how), says("b")]).await;
            let told = scene.ask(&stage).await;
            told.breaks_off(&from("a"), "provider_failed", &["a cut"]).within(AT_ONCE);
            asked(&stage, &[1, 0], scene);
        }
    })
    .await;
}
