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
        (scene.counts(), ask().await)
    };
    let (first, second, third, (counts, late)) = tokio::join!(ask(), ask(), ask(), early);
    assert!(first.is_ok() && late.is_ok(), "they waited");
    for told in [second.err(), third.err()] {
        let told = told.flatten().expect("when to come back");
        assert!((secs(10)..secs(10) + MILLI).contains(&told), "{told:?}");
    }
    assert_eq!(counts, [1]);
    assert_eq!(scene.counts(), [3]);
}

#[tokio::test(start_paused = true)]
async fn where_there_is_no_other_target_a_short_time_is_waited_by_all() {
    let scene = Scene::of([[throttled(secs(2)), Step::answer("a")]]);
    let start = TokioClock.now();
    let asked = (0..20).map(async |nth| {
        TokioClock.sleep_until(start + nth * MILLI).await;
        scene.client.chat(request(true)).await
    });
    let answers = futures_util::future::join_all(asked).await;
    assert!(answers.iter().all(Result::is_ok));
    let took = TokioClock.now() - start;
    assert!((secs(2)..secs(3)).contains(&took), "{took:?}");
    assert_eq!(scene.counts(), [21]);
}
