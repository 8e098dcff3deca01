//! Targets that name a time before which they must be left alone.

use std::time::Duration;

use osier::Clock;
use osier::http::TokioClock;
use osier_simulate::{Preset, Status, Step};

use crate::scene::{Scene, request};

const MILLI: Duration = Duration::from_millis(1);

const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn throttled(wait: Duration) -> Step {
    Step::status(Status::from(Preset::RateLimited).retry_after(wait))
}

#[tokio::test(start_paused = true)]
async fn a_time_within_patience_is_waited_out_and_a_longer_one_is_another_targets_chance() {
    for (wait, from, counts) in [(3, "a", [2, 0]), (4, "b", [1, 1])] {
        let first = [throttled(secs(wait)), Step::answer("a")];
        let scene = Scene::of([&first[..], &[Step::answer("b")]]);
        let start = TokioClock.now();
        let response = scene.client.chat(request(true)).await.expect("an answer");
        assert_eq!(response.text().await.expect("text"), from);
        assert_eq!(scene.counts(), counts);
        let took = TokioClock.now() - start;
        let expected =
            if from == "a" { secs(wait)..=secs(wait).mul_f64(1.11) } else { secs(0)..=secs(0) };
        assert!(expected.contains(&took), "{took:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn no_one_of_many_asks_again_before_the_named_time() {
    let scene = Scene::of([[throttled(secs(10)), Step::answer("a")]]);
    let start = TokioClock.now();
    let ask =
        || async { scene.client.chat(request(true)).await.map_err(|error| error.retry_after()) };
    let early = async {
        TokioClock.sleep_until(start + secs(10) - MILLI).await;
        (ask().await.err(), scene.counts())
    };
    let (first, second, third, (late, counts)) = tokio::join!(ask(), ask(), ask(), early);
    assert!(first.is_ok(), "it waited");
    for (told, least) in [(second.err(), secs(10)), (third.err(), secs(10)), (late, MILLI)] {
        let told = told.flatten().expect("when to come back");
        assert!((least..least + MILLI).contains(&told), "{told:?}");
    }
    assert_eq!(counts, [1]);
    assert_eq!(scene.counts(), [2]);
}
