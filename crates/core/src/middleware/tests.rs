use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::*;
use crate::clock::stopped::Stopped;
use crate::{ChatRequest, Completion, Provider};

#[derive(Clone)]
struct Notes(&'static str, Arc<Mutex<Vec<&'static str>>>);

impl Middleware for Notes {
    async fn call<N: Next>(
        &self,
        context: &Context,
        request: Request,
        next: &N,
    ) -> Result<Response, Error> {
        self.1.lock().unwrap().push(self.0);
        next.call(context, request).await
    }

    fn readiness<N: Next>(&self, now: Instant, next: &N) -> Readiness {
        match next.readiness(now) {
            Readiness::NotBefore(wait) => Readiness::NotBefore(wait * 2),
            other => other,
        }
    }
}

struct Echo;

#[async_trait::async_trait]
impl Provider for Echo {
    fn id(&self) -> &str {
        "echo"
    }

    async fn call(&self, _: &Context, _: Request) -> Result<Response, Error> {
        Ok(Response::complete(Completion::of_text("m", "yes")))
    }

    fn readiness(&self, _: Instant) -> Readiness {
        Readiness::NotBefore(Duration::from_secs(1))
    }
}

fn context() -> Context {
    Context::builder(Stopped::shared()).build()
}

#[tokio::test]
async fn fused_or_layered_the_first_named_stands_outside() {
    let context = context();
    let request = || Request::from(ChatRequest::new("m").user("?"));
    let noted = Arc::default();
    let (outer, inner) = (Notes("outer", Arc::clone(&noted)), Notes("inner", Arc::clone(&noted)));
    let fused = Stack::new(outer.clone(), Stack::new(inner.clone(), SharedProvider::new(Echo)));
    let layered = SharedProvider::new(Echo).layered(&inner).layered(&outer);
    for provider in [SharedProvider::new(fused), layered] {
        assert_eq!(provider.call(&context, request()).await.unwrap().text().await.unwrap(), "yes");
        assert_eq!(std::mem::take(&mut *noted.lock().unwrap()), ["outer", "inner"]);
        let twice_doubled = Readiness::NotBefore(Duration::from_secs(4));
        assert_eq!(provider.readiness(context.clock().now()), twice_doubled);
        assert_eq!(provider.id(), "echo");
    }
}

#[tokio::test]
async fn a_middleware_that_is_left_out_changes_nothing() {
    let noted = Arc::default();
    let inner = Stack::new(None::<Notes>, SharedProvider::new(Echo));
    let provider = SharedProvider::new(Stack::new(Some(Notes("there", Arc::clone(&noted))), inner));
    let context = context();
    let response = provider.call(&context, ChatRequest::new("m").user("?").into()).await.unwrap();
    assert_eq!(response.text().await.unwrap(), "yes");
    assert_eq!(*noted.lock().unwrap(), ["there"]);
    let once_doubled = Readiness::NotBefore(Duration::from_secs(2));
    assert_eq!(provider.readiness(context.clock().now()), once_doubled);
}

#[tokio::test]
async fn a_target_is_known_by_its_own_name_inside_its_stack() {
    let named = Named::new("primary", SharedProvider::new(Echo));
    let stack = Stack::new(Notes("one", Arc::default()), named);
    assert_eq!(Provider::id(&stack), "primary");
}
