//! Dropping an attempt at any of its waits drops all of it.

use futures_util::{FutureExt, StreamExt};
use osier_simulate::{Fault, Step};
use osier_timeout::Limits;

use crate::scene::{scene, secs};

#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_while_it_waits_drops_the_providers_work() {
    for stream in [true, false] {
        let scene = scene(Step::fault(Fault::Hang), Limits::default(), secs(600));
        let mut call = Box::pin(scene.call(stream));
        assert!(call.as_mut().now_or_never().is_none());
        drop(call);
        assert_eq!((scene.inner.cancelled(), scene.inner.in_flight()), (1, 0));
    }
}

#[tokio::test(start_paused = true)]
async fn a_body_that_is_dropped_while_it_waits_drops_the_providers_work() {
    let scene = scene(Step::answer("a b c").stall_after(2), Limits::default(), secs(600));
    let mut events = scene.call(true).await.expect("headers").into_events();
    while events.next().now_or_never().is_some() {}
    drop(events);
    assert_eq!((scene.inner.abandoned(), scene.inner.in_flight()), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn an_expired_limit_drops_what_the_provider_was_doing() {
    let whole = scene(Step::fault(Fault::Hang), Limits::default().attempt(secs(5)), secs(600));
    assert_eq!(whole.error(false).await.0.limit(), Some("attempt"));
    assert_eq!((whole.inner.cancelled(), whole.inner.in_flight()), (1, 0));

    let streamed = scene(Step::answer("a b c").stall_after(2), Limits::default(), secs(600));
    assert_eq!(streamed.error(true).await.0.limit(), Some("byte_idle"));
    assert_eq!((streamed.inner.abandoned(), streamed.inner.in_flight()), (1, 0));
}
