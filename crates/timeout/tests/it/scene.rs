//! A provider under limits, in virtual time.

use std::time::Duration;

use futures_util::StreamExt;
use osier_core::{ChatRequest, Context, Error, Response, SharedProvider};
use osier_http::TokioClock;
use osier_simulate::{Script, Scripted, Step};
use osier_timeout::{Limits, Timeout};
use tokio::time::Instant;

pub(crate) const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

pub(crate) struct Scene {
    pub(crate) inner: Scripted,
    pub(crate) provider: SharedProvider,
    pub(crate) context: Context,
}

pub(crate) fn scene(step: Step, limits: Limits, deadline: Duration) -> Scene {
    let inner = Scripted::new("inner", Script::of(step));
    let layer = Timeout::try_new(limits).expect("limits");
    let provider = SharedProvider::new(inner.clone()).layered(&layer);
    let context = Context::builder(TokioClock::shared()).timeout(deadline).build();
    Scene { inner, provider, context }
}

impl Scene {
    pub(crate) async fn call(&self, stream: bool) -> Result<Response, Error> {
        self.call_in(&self.context, stream).await
    }

    pub(crate) async fn call_in(&self, context: &Context, stream: bool) -> Result<Response, Error> {
        let request = ChatRequest::new("m").user("Hi");
        let request = if stream { request.stream() } else { request };
        self.provider.call(context, request.into()).await
    }

    /// The error that ends the answer, and when it came.
    pub(crate) async fn error(&self, stream: bool) -> (Error, Duration) {
        self.error_in(&self.context, stream).await
    }

    pub(crate) async fn error_in(&self, context: &Context, stream: bool) -> (Error, Duration) {
        let start = time();
        let error = match self.call_in(context, stream).await {
            Err(error) => error,
            Ok(response) => {
                let items: Vec<_> = response.into_events().collect().await;
                items.into_iter().last().expect("an item").expect_err("an error")
            }
        };
        (error, start.elapsed())
    }
}

#[expect(clippy::disallowed_methods, reason = "virtual time is read to be asserted")]
pub(crate) fn time() -> Instant {
    Instant::now()
}
