//! Storms, and what is left of the limit after them.

use std::sync::atomic::{AtomicBool, Ordering};

use super::*;
use crate::{millis, pause};

/// As many callers as `callers`, each asking again as soon as it has its answer, for this long.
async fn pressure(scene: &Arc<Scene>, callers: usize, lasting: Duration) {
    let over = Arc::new(AtomicBool::new(false));
    let ask = || {
        let (scene, over) = (Arc::clone(scene), Arc::clone(&over));
        tokio::spawn(async move {
            while !over.load(Ordering::Relaxed) {
                if scene.ask().await.is_err() {
                    pause(millis(100)).await;
                }
            }
        })
    };
    let callers: Vec<_> = (0..callers).map(|_| ask()).collect();
    pause(lasting).await;
    over.store(true, Ordering::Relaxed);
    for caller in callers {
        caller.await.expect("no panic");
    }
}

#[tokio::test(start_paused = true)]
async fn a_storm_of_throttling_shrinks_the_limit_to_its_minimum_and_calm_brings_it_back() {
    let answer = Step::answer("one two").first_token_after(millis(500));
    let scene = Arc::new(of(100, answer.clone()));
    pressure(&scene, 100, secs(2)).await;
    let before = scene.seen().0;
    assert!(before >= 100, "{before}");

    scene.inner.set_script(Step::status(Preset::RateLimited));
    pressure(&scene, 100, secs(60)).await;
    assert_eq!(scene.seen(), (4, 0));

    scene.inner.set_script(answer);
    pressure(&scene, 100, secs(10)).await;
    let after = scene.seen().0;
    assert!(after >= before / 2, "half of {before} within ten seconds, not {after}");
    pressure(&scene, 300, secs(60)).await;
    assert!(scene.seen().0 >= before, "all of {before} within a minute, not {:?}", scene.seen());
}
