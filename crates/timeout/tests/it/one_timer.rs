//! How many timers an attempt costs.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use osier_core::{
    ChatRequest, Clock, Completion, Context, Error, Provider, Request, Response, SharedProvider,
    Sleep,
};
use osier_http::TokioClock;
use osier_timeout::Timeout;

use crate::scene::secs;

#[derive(Debug, Default)]
struct Counting(AtomicUsize);

impl Clock for Counting {
    fn now(&self) -> Instant {
        TokioClock.now()
    }

    fn sleep_until(&self, until: Instant) -> Sleep {
        self.0.fetch_add(1, Ordering::Relaxed);
        TokioClock.sleep_until(until)
    }

    fn unix_time(&self) -> Duration {
        TokioClock.unix_time()
    }
}

/// Waits so often, each wait under the deadline, as a transport does.
struct Waits(u32);

#[async_trait]
impl Provider for Waits {
    fn id(&self) -> &str {
        "waits"
    }

    async fn call(&self, context: &Context, _: Request) -> Result<Response, Error> {
        for _ in 0..self.0 {
            let until = TokioClock.after(secs(1));
            let piece = TokioClock.sleep_until(until);
            context.before(context.deadline().moment(), piece).await;
            context.beat();
        }
        Ok(Response::complete(Completion::of_text("m", "done")))
    }
}

#[tokio::test(start_paused = true)]
async fn a_ready_provider_costs_no_timer_and_one_is_set_anew_only_for_a_nearer_limit() {
    for (waits, timers) in [(0, 0), (1, 1), (2, 2), (20, 2)] {
        let clock = Arc::new(Counting::default());
        let context = Context::builder(clock.clone()).build();
        let provider = SharedProvider::new(Waits(waits)).layered(&Timeout::default());
        let request = ChatRequest::new("m").user("Hi").into();
        provider.call(&context, request).await.expect("an answer");
        assert_eq!(clock.0.load(Ordering::Relaxed), timers, "{waits} waits");
    }
}
