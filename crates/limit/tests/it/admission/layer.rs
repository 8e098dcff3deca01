//! Admission around a provider.

use futures_util::StreamExt;
use osier_core::{ChatRequest, Provider, Request, Response, SharedProvider};
use osier_simulate::{Fault, Scripted, Step};
use tokio::sync::Notify;

use super::*;

fn request() -> Request {
    ChatRequest::new("m").user("Hi").stream().into()
}

fn around(step: Step) -> (Admission, Scripted, SharedProvider) {
    let (admission, inner) = (of(1, 0), Scripted::new("inner", step));
    let provider = SharedProvider::new(inner.clone()).layered(&admission);
    (admission, inner, provider)
}

#[tokio::test(start_paused = true)]
async fn a_request_is_under_way_until_the_end_of_its_body() {
    let (admission, inner, provider) = around(Step::answer("one two"));
    let context = context(Priority::Normal);
    let mut events = provider.call(&context, request()).await.expect("headers").into_events();
    assert_eq!(seen(&admission).0, 1);
    let refused = provider.call(&context, request()).await.expect_err("no slot");
    assert_eq!((refused.kind(), inner.count()), (ErrorKind::Shed, 1));
    while events.next().await.is_some() {}
    assert_eq!(seen(&admission).0, 0);
    assert!(provider.call(&context, request()).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_call_or_body_that_fails_or_is_dropped_gives_its_slot_back() {
    let (admission, inner, provider) = around(Step::fault(Fault::Hang));
    let context = context(Priority::Normal);
    let mut call = Box::pin(provider.call(&context, request()));
    assert!(poll_once(call.as_mut()).is_pending());
    assert_eq!(seen(&admission).0, 1);
    drop(call);
    assert_eq!((seen(&admission).0, inner.in_flight()), (0, 0));

    inner.set_script(Step::status(500));
    assert!(provider.call(&context, request()).await.is_err());
    assert_eq!(seen(&admission).0, 0);

    inner.set_script(Step::answer("a b c").stall_after(2));
    let mut events = provider.call(&context, request()).await.expect("headers").into_events();
    assert!(events.next().await.is_some_and(|event| event.is_ok()));
    drop(events);
    assert_eq!((seen(&admission).0, inner.in_flight()), (0, 0));
}

struct Panics;

#[async_trait::async_trait]
impl Provider for Panics {
    fn id(&self) -> &str {
        "panics"
    }

    async fn call(&self, _: &Context, _: Request) -> Result<Response, Error> {
        panic!("inside the call");
    }
}

#[tokio::test(start_paused = true)]
async fn a_panic_inside_gives_the_slot_to_the_next() {
    let admission = of(1, 1);
    let provider = SharedProvider::new(Panics).layered(&admission);
    let held = enter(&admission).await;
    let call = |provider: SharedProvider| {
        tokio::spawn(
            async move { provider.call(&context(Priority::Normal), request()).await.map(drop) },
        )
    };
    let first = call(provider);
    pause(millis(1)).await;
    drop(held);
    assert!(first.await.expect_err("a panic").is_panic());
    assert_eq!(seen(&admission), (0, 0));
}

/// Tells whether its request is strained: at first, and when it may go on.
#[derive(Clone, Default)]
struct Asks {
    may_go_on: Arc<Notify>,
    told: Arc<Mutex<Vec<bool>>>,
}

#[async_trait::async_trait]
impl Provider for Asks {
    fn id(&self) -> &str {
        "asks"
    }

    async fn call(&self, context: &Context, _: Request) -> Result<Response, Error> {
        let before = context.is_strained();
        self.may_go_on.notified().await;
        self.told.lock().unwrap().extend([before, context.is_strained()]);
        Err(Error::new(ErrorKind::Server))
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_under_way_sees_that_others_are_shed() {
    let (admission, inner) = (of(1, 0), Asks::default());
    let provider = SharedProvider::new(inner.clone()).layered(&admission);
    let normal = context(Priority::Normal);
    let mut first = Box::pin(provider.call(&normal, request()));
    assert!(poll_once(first.as_mut()).is_pending());
    provider.call(&normal, request()).await.expect_err("shed");
    inner.may_go_on.notify_one();
    first.await.expect_err("as it always does");
    assert_eq!(*inner.told.lock().unwrap(), [false, true]);
}
