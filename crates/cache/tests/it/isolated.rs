//! What one tenant was answered is never given to another.

use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use futures_util::future::join_all;
use osier_cache::{Outer, Settings, Takes};
use osier_core::{
    CacheUse, ChatRequest, Completion, Context, Error, ErrorKind, Provider, Readiness, Request,
    Response, SharedProvider,
};
use osier_simulate::Scripted;
use proptest::prelude::*;

use crate::scene::{Scene, down, hi, millis};
use crate::shelf::{Mood, Op, Shelf};

/// Answers who asked what, after a moment, or fails.
struct Personal;

fn personal(tenant: Option<&str>, question: u64) -> String {
    format!("{tenant:?} asked {question}")
}

#[async_trait]
impl Provider for Personal {
    fn id(&self) -> &str {
        "model"
    }

    async fn call(&self, context: &Context, request: Request) -> Result<Response, Error> {
        let answered_in = millis(context.draw(1) % 4);
        context.clock().sleep_until(context.clock().after(answered_in)).await;
        if context.draw(2).is_multiple_of(4) {
            return Err(Error::new(ErrorKind::Overloaded));
        }
        let text = personal(context.tenant(), request.max_tokens().expect("asked for"));
        let completion = Completion::of_text("model", &text);
        let events = Response::complete(completion.clone()).into_events();
        Ok(if request.wants_stream() {
            Response::stream(events)
        } else {
            Response::complete(completion)
        })
    }

    fn readiness(&self, _: Instant) -> Readiness {
        Readiness::Ready
    }
}

#[derive(Clone, Debug)]
struct Ask {
    tenant: Option<&'static str>,
    question: u32,
    choice: CacheUse,
    streams: bool,
    after: Duration,
    seed: u64,
}

impl Ask {
    async fn happens(self, scene: &Scene) -> Result<(), TestCaseError> {
        scene.wait(self.after).await;
        let mut context = scene.context().cache(self.choice).seed(self.seed);
        if let Some(tenant) = self.tenant {
            context = context.tenant(tenant);
        }
        let request: ChatRequest = hi().max_tokens(self.question);
        let request = if self.streams { request.stream() } else { request };
        let Ok(response) = scene.route.call(&context.build(), request.into()).await else {
            return Ok(());
        };
        let text = response.text().await.expect("whole");
        prop_assert_eq!(text, personal(self.tenant, self.question.into()));
        Ok(())
    }
}

fn asks() -> impl Strategy<Value = Vec<Ask>> {
    let tenant = prop::sample::select(vec![None, Some(""), Some("acme"), Some("other")]);
    let choice = prop::sample::select(CacheUse::ALL.to_vec());
    let ask = (tenant, 1_u32..4, choice, any::<bool>(), 0_u64..400_000, any::<u64>());
    let ask = ask.prop_map(|(tenant, question, choice, streams, after, seed)| Ask {
        tenant,
        question,
        choice,
        streams,
        after: millis(after / 100 * 100),
        seed,
    });
    prop::collection::vec(ask, 1..40)
}

fn scene(near: &Shelf, far: &Shelf) -> Scene {
    let settings = Settings::default().takes(Takes::All);
    let provider = SharedProvider::new(Personal);
    Scene::around(Scripted::new("unused", down()), provider, settings, |cache| {
        cache.inner(near.shared()).outer(Outer::new(far.shared()))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(48) })]

    #[test]
    fn no_answer_made_for_one_tenant_is_ever_given_to_another(asks in asks(), slow in 0_u64..60) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        runtime.block_on(async {
            let (near, far) = (Shelf::new("memory"), Shelf::new("far"));
            far.set(Op::Get, Mood::Slow(millis(slow)));
            let scene = Arc::new(scene(&near, &far));
            let asked = asks.into_iter().map(|ask| {
                let scene = Arc::clone(&scene);
                async move { ask.happens(&scene).await }
            });
            join_all(asked).await.into_iter().collect::<Result<(), _>>()
        })?;
    }
}
