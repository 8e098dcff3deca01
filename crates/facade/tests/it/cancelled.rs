//! A caller who goes away leaves nothing behind, whenever that is.

use std::time::Duration;

use osier::{Clock, Context, http::TokioClock};
use osier_simulate::{Preset, Status, Step};

use crate::scene::{Scene, request};

/// A throttle that is waited out, then headers, content and an end, each after a second.
fn steps() -> [Step; 2] {
    let wait = Duration::from_secs(1);
    let throttled = Status::from(Preset::RateLimited).retry_after(wait);
    let slow = Step::answer("one two three").headers_after(wait).first_token_after(wait);
    [Step::status(throttled), slow.between_tokens(wait)]
}

async fn ask(scene: &Scene, context: &Context, stream: bool) -> bool {
    let answer = scene.client.call(context, request(stream).into()).await;
    match answer {
        Ok(answer) => answer.text().await.is_ok(),
        Err(_) => false,
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_that_is_dropped_at_any_moment_leaves_no_permit_and_no_blame() {
    for stream in [false, true] {
        for tenth in (0..90).step_by(4) {
            let scene = Scene::of([steps()]);
            let context = scene.client.context().build();
            let until = TokioClock.now() + Duration::from_millis(tenth * 100);
            let done = context.before(until, ask(&scene, &context, stream)).await;
            assert_ne!(done, Some(false));
            let target = &scene.client.targets()[0];
            let limit = target.limit.as_ref().expect("a limit").snapshot();
            let breaker = target.breaker.as_ref().expect("a breaker").snapshot();
            assert_eq!(limit.in_flight, 0, "after {tenth} tenths of a second");
            assert_eq!((breaker.probes, breaker.consecutive_failures), (0, 0));
            assert_eq!(u64::from(context.attempts_made()), scene.counts()[0]);
        }
    }
}
