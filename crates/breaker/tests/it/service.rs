//! Around a tower service.

use std::cell::Cell;
use std::convert::Infallible;
use std::future::{Ready, pending, ready};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use osier_breaker::tower::BreakerLayer;
use osier_breaker::{Breaker, CallError, Outcome, RejectionCause, Settings, State};
use tower::{Layer, Service, ServiceExt, service_fn};

fn layer() -> BreakerLayer {
    BreakerLayer::new(Arc::new(Breaker::try_new(Settings::consecutive(2)).unwrap()))
}

#[tokio::test]
async fn errors_open_it_and_then_nothing_reaches_the_service() {
    let calls = Cell::new(0);
    let failing = service_fn(|(): ()| {
        calls.set(calls.get() + 1);
        ready(Err::<(), _>("down"))
    });
    let service = layer().layer(failing);
    for _ in 0..2 {
        assert_eq!(service.clone().oneshot(()).await, Err(CallError::Failed("down")));
    }
    let Err(CallError::Rejected(rejection)) = service.oneshot(()).await else {
        panic!("it is open");
    };
    assert_eq!((rejection.cause, calls.get()), (RejectionCause::Open, 2));
}

#[tokio::test]
async fn a_classifier_finds_failures_among_responses() {
    let breaker = Arc::new(Breaker::try_new(Settings::consecutive(1)).unwrap());
    let layer =
        BreakerLayer::new(Arc::clone(&breaker)).classify(|result: &Result<u16, Infallible>| {
            match result {
                Ok(500..) => Outcome::Failure,
                Ok(400..) => Outcome::Ignored,
                Ok(_) | Err(_) => Outcome::Success,
            }
        });
    let answers = service_fn(|status: u16| ready(Ok::<_, Infallible>(status)));
    let service = layer.layer(answers);
    for (status, state) in [(200, State::Closed), (404, State::Closed), (503, State::Open)] {
        assert_eq!(service.clone().oneshot(status).await, Ok(status));
        assert_eq!(breaker.state(), state);
    }
}

#[tokio::test]
async fn a_dropped_call_says_nothing_and_frees_its_place() {
    let breaker = Arc::new(Breaker::try_new(Settings::consecutive(1)).unwrap());
    breaker.try_acquire().unwrap().failure();
    let opened = breaker.snapshot().retry_after.unwrap();
    let mut service = BreakerLayer::new(Arc::clone(&breaker))
        .layer(service_fn(|(): ()| pending::<Result<(), ()>>()));
    assert!(opened > std::time::Duration::ZERO);
    breaker.probe_succeeded_at(crate::start());
    let hung = service.call(());
    assert_eq!(breaker.snapshot().probes, 1);
    drop(hung);
    assert_eq!((breaker.snapshot().probes, breaker.state()), (0, State::HalfOpen));
}

/// Is never ready.
#[derive(Clone)]
struct Busy;

impl Service<()> for Busy {
    type Response = ();
    type Error = ();
    type Future = Ready<Result<(), ()>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), ()>> {
        Poll::Pending
    }

    fn call(&mut self, (): ()) -> Self::Future {
        ready(Ok(()))
    }
}

#[test]
fn readiness_is_that_of_the_service() {
    let mut service = layer().layer(Busy);
    let mut cx = Context::from_waker(Waker::noop());
    assert!(service.poll_ready(&mut cx).is_pending());
}
