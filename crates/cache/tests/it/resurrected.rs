//! Whatever happens at the same time: what was erased is never given again.

use std::time::{Duration, Instant};

use async_trait::async_trait;
use futures_util::future::join_all;
use osier_cache::{Outer, Settings, Takes};
use osier_core::{
    CacheStatus, CacheUse, ChatRequest, Completion, Context, Erase, Error, Provider, Readiness,
    Request, Response, SharedProvider,
};
use osier_simulate::Scripted;
use proptest::prelude::*;

use crate::scene::{Scene, down, hi, millis, secs};
use crate::shelf::{Mood, Op, Shelf};

/// Answers when it was asked, after some milliseconds.
struct Stamps;

#[async_trait]
impl Provider for Stamps {
    fn id(&self) -> &str {
        "model"
    }

    async fn call(&self, context: &Context, _: Request) -> Result<Response, Error> {
        let asked = context.clock().unix_time().as_millis();
        context.clock().sleep_until(context.clock().after(millis(context.draw(1) % 8))).await;
        Ok(Response::complete(Completion::of_text("model", &asked.to_string())))
    }

    fn readiness(&self, _: Instant) -> Readiness {
        Readiness::Ready
    }
}

#[derive(Clone, Debug)]
enum Act {
    Ask { choice: CacheUse, seed: u64 },
    Erase { everything: bool },
}

/// An act on one of the questions, so many milliseconds after the beginning.
type Timed = (u64, u32, Act);

/// What came of it, in milliseconds since 1970.
#[derive(Debug)]
enum Seen {
    Given { question: u32, asked: u128, made: u128 },
    Erased { question: Option<u32>, began: u128, ended: u128 },
    Other,
}

impl Seen {
    /// Whether it was given out of a store, asked for after the end of this erasure, and made before it began.
    fn is_back_after(&self, erased: &Self) -> bool {
        match (self, erased) {
            (
                Self::Given { question, asked, made },
                Self::Erased { question: gone, began, ended },
            ) => gone.is_none_or(|gone| gone == *question) && asked > ended && made < began,
            _ => false,
        }
    }
}

impl Scene {
    fn millis(&self) -> u128 {
        self.clock.unix_time().as_millis()
    }

    async fn act(&self, (after, question, act): Timed) -> Seen {
        self.wait(millis(after)).await;
        let request: ChatRequest = hi().max_tokens(question);
        match act {
            Act::Ask { choice, seed } => self.given(question, request, choice, seed).await,
            Act::Erase { everything } => {
                let began = self.millis();
                let key = Erase::Key(self.key(request));
                self.cache.erase(if everything { Erase::Everything } else { key }).await.unwrap();
                let question = (!everything).then_some(question);
                Seen::Erased { question, began, ended: self.millis() }
            }
        }
    }

    async fn given(
        &self,
        question: u32,
        request: ChatRequest,
        choice: CacheUse,
        seed: u64,
    ) -> Seen {
        let asked = self.millis();
        let context = self.context().cache(choice).seed(seed).build();
        let Ok(response) = self.route.call(&context, request.into()).await else {
            return Seen::Other;
        };
        match response.head.cache.map(|used| used.status) {
            Some(CacheStatus::Hit | CacheStatus::Stale) => {
                let made = response.text().await.unwrap().parse().unwrap();
                Seen::Given { question, asked, made }
            }
            _ => Seen::Other,
        }
    }
}

fn acts() -> impl Strategy<Value = Vec<Timed>> {
    let choice = prop::sample::select(CacheUse::ALL.to_vec());
    let ask = (choice, any::<u64>()).prop_map(|(choice, seed)| Act::Ask { choice, seed });
    let erase = any::<bool>().prop_map(|everything| Act::Erase { everything });
    let act = prop_oneof![4 => ask, 1 => erase];
    prop::collection::vec((0_u64..60, 1_u32..3, act), 10..60)
}

fn slowness() -> impl Strategy<Value = [Duration; 3]> {
    prop::array::uniform3((0_u64..12).prop_map(millis))
}

fn shelf(name: &'static str, slowness: [Duration; 3]) -> Shelf {
    let shelf = Shelf::new(name);
    for (op, slow) in [Op::Get, Op::Put, Op::Remove].into_iter().zip(slowness) {
        if !slow.is_zero() {
            shelf.set(op, Mood::Slow(slow));
        }
    }
    shelf
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) })]

    #[test]
    fn what_was_erased_is_never_given_again(acts in acts(), near in slowness(), far in slowness()) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        let seen = runtime.block_on(async {
            let (near, far) = (shelf("memory", near), shelf("far", far));
            let settings = Settings::default().takes(Takes::All);
            let scripted = Scripted::new("unused", down());
            let provider = SharedProvider::new(Stamps);
            let scene = Scene::around(scripted, provider, settings, |cache| {
                cache.inner(near.shared()).outer(Outer::new(far.shared()).read_budget(secs(1)))
            });
            join_all(acts.into_iter().map(|act| scene.act(act))).await
        });
        for erased in &seen {
            let back = seen.iter().find(|given| given.is_back_after(erased));
            prop_assert!(back.is_none(), "{:?} after {:?}", back, erased);
        }
    }
}
