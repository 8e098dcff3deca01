//! Stored answers grow old, and see a client through a day without any provider.

use std::sync::Arc;
use std::time::{Duration, Instant};

use osier::http::TokioClock;
use osier::{Caching, Client, Clock, Sleep, Target};
use osier_simulate::{Preset, Scripted, Step};

use crate::outer::Outer;
use crate::scene::request;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);

/// A clock whose date goes by virtual time as well.
#[derive(Debug)]
struct Calendar(Instant);

impl Clock for Calendar {
    fn now(&self) -> Instant {
        TokioClock.now()
    }

    fn sleep_until(&self, until: Instant) -> Sleep {
        TokioClock.sleep_until(until)
    }

    fn unix_time(&self) -> Duration {
        Duration::from_secs(1_800_000_000) + (self.now() - self.0)
    }
}

struct Day {
    client: Client,
    far_end: Scripted,
}

impl Day {
    fn begin() -> Self {
        let far_end = Scripted::new("model", Step::answer("Reeds."));
        let target = Target::provider("model", far_end.clone()).without_retry().without_breaker();
        let clock = Arc::new(Calendar(TokioClock.now()));
        let caching = Caching::default().inner(Outer::default());
        let client = Client::builder().target(target).clock(clock).cache(caching);
        Self { client: client.build().expect("a client"), far_end }
    }

    /// After this time: what came of asking, and how often the model was asked.
    async fn after(&self, span: Duration, is_sure: bool) -> (String, u64) {
        TokioClock.sleep_until(TokioClock.now() + span).await;
        let asked = request(false);
        let asked = if is_sure { asked.temperature(0.0) } else { asked };
        let told = match self.client.chat(asked).await {
            Ok(response) => response.head.cache.expect("a cache").status.name().to_owned(),
            Err(error) => error.kind().name().to_owned(),
        };
        // What is fetched behind the answer has come.
        TokioClock.sleep_until(TokioClock.now() + Duration::from_secs(1)).await;
        (told, self.far_end.count())
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_is_fresh_then_stale_and_renewed_behind_then_too_old_to_be_given_unasked() {
    let day = Day::begin();
    let is = |status: &str, count| (status.to_owned(), count);
    assert_eq!(day.after(Duration::ZERO, true).await, is("miss", 1));
    assert_eq!(day.after(4 * MINUTE, true).await, is("hit", 1));
    assert_eq!(day.after(3 * MINUTE, true).await, is("stale", 2));
    assert_eq!(day.after(4 * MINUTE, true).await, is("hit", 2));
    assert_eq!(day.after(HOUR, true).await, is("miss", 3));
}

#[tokio::test(start_paused = true)]
async fn without_any_provider_it_lasts_for_a_day_and_no_longer() {
    for is_sure in [false, true] {
        let day = Day::begin();
        assert_eq!(day.after(Duration::ZERO, is_sure).await.0, "miss");
        day.far_end.set_script(Step::status(Preset::Overloaded));
        for _ in 0..21 {
            assert_eq!(day.after(HOUR, is_sure).await.0, "stale");
        }
        assert_eq!(day.after(6 * HOUR, is_sure).await.0, "overloaded");
    }
}
