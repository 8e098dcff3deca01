//! The provider asks to be left alone.

use std::time::Duration;

use osier_gateway::config::TargetConfig;
use osier_simulate::{Preset, Script, Status, Step};

use super::scene::{AT_ONCE, SECOND, asked, each, everywhere, pause, says};

fn wait(span: Duration) -> Step {
    Step::status(Status::from(Preset::RateLimited).retry_after(span))
}

#[tokio::test]
async fn a_short_wait_is_waited_and_then_the_same_target_answers() {
    let table = [(SECOND, true), (SECOND, false), (Duration::from_millis(1300), true)];
    everywhere(async |scene| {
        each(table, async |(named, has_others)| {
            let mut scripts = vec![Script::of(wait(named)).then(says("a"))];
            scripts.extend(has_others.then(|| says("b").into()));
            let stage = scene.stage(scripts).await;
            let told = scene.ask(&stage).await;
            told.is_answered("a", &["a rate_limited", "a ok"]);
            told.not_before(named).within(named + AT_ONCE);
            assert_eq!((stage.counts()[0], stage.counts()[1..].iter().sum()), (2, 0_u64));
            let gap = stage.gaps(0)[0];
            assert!(gap >= named && gap < named + AT_ONCE, "{scene:?}: {gap:?}");
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_short_wait_beyond_the_deadline_is_not_waited() {
    everywhere(async |scene| {
        let stage = scene.stage([Script::of(wait(2 * SECOND)), says("b").into()]).await;
        let told = scene.ask_with(&stage, "x-osier-timeout", "2.5").await;
        told.is_answered("b", &["a rate_limited", "b ok"]).within(AT_ONCE);
        asked(&stage, &[1, 1], scene);
    })
    .await;
}

#[tokio::test]
async fn a_long_wait_is_spent_with_another_target() {
    everywhere(async |scene| {
        let stage = scene.stage([wait(3600 * SECOND), says("b")]).await;
        let told = scene.ask(&stage).await;
        told.is_answered("b", &["a rate_limited", "b ok"]).within(AT_ONCE);
        for _ in 0..5 {
            scene.ask(&stage).await.is_answered("b", &["b ok"]).within(AT_ONCE);
        }
        asked(&stage, &[1, 6], scene);
        let health = stage.get("/v1/health").await.json();
        let a = &health["targets"][0];
        assert_eq!((&a["status"], &a["circuit"]["failures"]), (&"cooling".into(), &0.into()));
    })
    .await;
}

#[tokio::test]
async fn once_a_long_wait_is_over_its_target_is_asked_again() {
    everywhere(async |scene| {
        let named = 2 * SECOND;
        let scripts = [Script::of(wait(named)).then(says("a")), says("b").into()];
        let impatient = |target: &mut TargetConfig| target.retry.patience = Some(SECOND);
        let stage = scene.staged(scripts, impatient).await;
        let told = scene.ask(&stage).await;
        told.is_answered("b", &["a rate_limited", "b ok"]).within(AT_ONCE);
        pause(named).await;
        scene.ask(&stage).await.is_answered("a", &["a ok"]).within(AT_ONCE);
        assert!(stage.gaps(0)[0] >= named, "{scene:?}: {:?}", stage.gaps(0));
        asked(&stage, &[2, 1], scene);
    })
    .await;
}

#[tokio::test]
async fn a_long_wait_of_the_only_target_is_waited_if_it_fits_the_deadline() {
    everywhere(async |scene| {
        let named = 2 * SECOND;
        let script = Script::of(wait(named)).then(says("a"));
        // Longer than it would wait if there were another.
        let stage = scene.staged([script], |target| target.retry.patience = Some(SECOND)).await;
        let told = scene.ask(&stage).await;
        told.is_answered("a", &["a rate_limited", "a ok"]);
        told.not_before(named).within(named + AT_ONCE);
        assert!(stage.gaps(0)[0] >= named, "{scene:?}: {:?}", stage.gaps(0));
        asked(&stage, &[2], scene);
    })
    .await;
}

#[tokio::test]
async fn else_it_is_told_with_its_time_and_nothing_is_sent_until_then() {
    everywhere(async |scene| {
        let named = 2 * SECOND;
        let stage = scene.stage([Script::of(wait(named)).then(says("a"))]).await;
        let hurried = || scene.ask_with(&stage, "x-osier-timeout", "1.5");
        let told = hurried().await;
        told.fails(429, "rate_limit_exceeded", &["a rate_limited"]).within(AT_ONCE);
        assert!((1..=2).contains(&told.retry_after()), "{}", told.scenery());
        let told = hurried().await;
        assert!((1..=2).contains(&told.retry_after()), "{}", told.scenery());
        assert!(matches!(told.reply.status.as_u16(), 429 | 503), "{}", told.scenery());
        asked(&stage, &[1], scene);

        pause(named).await;
        hurried().await.is_answered("a", &["a ok"]);
        assert!(stage.gaps(0)[0] >= named, "{scene:?}: {:?}", stage.gaps(0));
        asked(&stage, &[2], scene);
    })
    .await;
}

#[tokio::test]
async fn a_target_that_is_full_is_waited_for_as_it_says_where_there_is_no_other() {
    everywhere(async |scene| {
        let full = Step::status(Status::from(Preset::Overloaded).retry_after(SECOND));
        let script = || Script::of(full.clone()).then(says("a"));
        let stage = scene.stage([script()]).await;
        let told = scene.ask(&stage).await;
        told.is_answered("a", &["a overloaded", "a ok"]).not_before(SECOND);
        assert!(stage.gaps(0)[0] >= SECOND, "{scene:?}: {:?}", stage.gaps(0));

        let stage = scene.stage([script(), says("b").into()]).await;
        scene.ask(&stage).await.is_answered("b", &["a overloaded", "b ok"]).within(AT_ONCE);
        asked(&stage, &[1, 1], scene);
    })
    .await;
}

fn no_hint() -> Step {
    Step::status(Status::from(Preset::RateLimited).without_hints().with_body("{}"))
}

#[tokio::test]
async fn a_wait_without_a_time_costs_few_attempts_far_apart_and_then_silence() {
    let gaps = everywhere(async |scene| {
        let stage = scene.stage([no_hint(), says("b")]).await;
        let told = scene.ask(&stage).await;
        told.is_answered("b", &["a rate_limited", "a rate_limited", "a rate_limited", "b ok"]);
        // At most 1 s and 2 s, and a tenth more of each.
        told.within(Duration::from_millis(3300) + AT_ONCE);
        for _ in 0..5 {
            scene.ask(&stage).await.is_answered("b", &["b ok"]).within(AT_ONCE);
        }
        asked(&stage, &[3, 6], scene);
        stage.gaps(0)
    })
    .await;
    let firsts: Vec<Duration> = gaps.iter().map(|gaps| gaps[0]).collect();
    let spread =
        firsts.iter().max().expect("some").saturating_sub(*firsts.iter().min().expect("some"));
    assert!(spread > Duration::from_millis(20), "no two wait alike: {firsts:?}");
}

#[tokio::test]
async fn the_only_target_that_names_no_time_is_asked_few_times_and_then_left_alone() {
    everywhere(async |scene| {
        let stage = scene.stage([no_hint()]).await;
        let told = scene.ask(&stage).await;
        told.fails(429, "rate_limit_exceeded", &["a rate_limited"; 3]);
        assert!((1..=6).contains(&told.retry_after()), "{}", told.scenery());
        let told = scene.ask_with(&stage, "x-osier-timeout", "1.5").await;
        assert!(matches!(told.reply.status.as_u16(), 429 | 503), "{}", told.scenery());
        assert!((1..=6).contains(&told.retry_after()), "{}", told.scenery());
        told.within(AT_ONCE);
        asked(&stage, &[3], scene);
    })
    .await;
}
