//! Stored answers where nobody else answers.

use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use osier_cache::{Outer, RouteCache, Settings, Takes};
use osier_core::{
    Attempt, CacheUse, Context, Error, ErrorKind, Provider, Readiness, Request, Response,
    SharedProvider,
};
use osier_simulate::Scripted;

use crate::scene::{ROUTE, Scene, down, hi, millis, says, secs, sure, told};
use crate::shelf::{Mood, Op, Shelf};

/// All kinds that a provider can fail with, and whether stored words stand in.
const KINDS: [(ErrorKind, bool); 26] = [
    (ErrorKind::Connect, true),
    (ErrorKind::Timeout, true),
    (ErrorKind::DeadlineExceeded, true),
    (ErrorKind::AttemptsExhausted, true),
    (ErrorKind::Server, true),
    (ErrorKind::Overloaded, true),
    (ErrorKind::RateLimited, true),
    (ErrorKind::QuotaExceeded, true),
    (ErrorKind::Auth, true),
    (ErrorKind::Cut, true),
    (ErrorKind::Malformed, true),
    (ErrorKind::CircuitOpen, true),
    (ErrorKind::AtCapacity, true),
    (ErrorKind::Benched, true),
    (ErrorKind::Internal, true), // nothing was sent: the setting of a target
    (ErrorKind::ModelNotFound, false),
    (ErrorKind::ContextLength, false),
    (ErrorKind::ContentPolicy, false),
    (ErrorKind::UnsupportedParameter, false),
    (ErrorKind::Unsupported, false),
    (ErrorKind::InvalidRequest, false),
    (ErrorKind::UnknownModel, false),
    (ErrorKind::Shed, false),
    (ErrorKind::TenantLimited, false),
    (ErrorKind::NotStored, false),
    (ErrorKind::Cancelled, false),
];

/// Fails, after others did.
struct Fails(ErrorKind);

#[async_trait]
impl Provider for Fails {
    fn id(&self) -> &str {
        "model"
    }

    async fn call(&self, _: &Context, _: Request) -> Result<Response, Error> {
        let first = Error::new(ErrorKind::Server);
        let tried = Attempt::failed("model".into(), &first, Duration::ZERO, millis(20));
        Err(Error::new(self.0).with_attempts(vec![tried]))
    }

    fn readiness(&self, _: Instant) -> Readiness {
        Readiness::Ready
    }
}

fn failing(kind: ErrorKind, settings: Settings, shelf: &Shelf) -> Scene {
    let scripted = Scripted::new("model", down());
    let provider = SharedProvider::new(Fails(kind));
    Scene::around(scripted, provider, settings, |cache| cache.inner(shelf.shared()))
}

#[tokio::test(start_paused = true)]
async fn stored_words_stand_in_for_trouble_of_the_providers_and_for_nothing_else() {
    for (kind, stands_in) in KINDS {
        for (stored, request) in [(hi(), hi()), (sure(), sure()), (sure(), sure().stream())] {
            let shelf = Shelf::new("memory");
            let scene = failing(kind, Settings::default(), &shelf);
            scene.place(&shelf, stored, "old", secs(3600));
            let told = scene.told(request, CacheUse::Usual).await;
            let promised = format!("old (stale, 3600 s, cached: {})", kind.name());
            assert_eq!(told, if stands_in { &promised } else { kind.name() }, "{kind:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_mistake_on_this_side_after_something_was_sent_is_heard() {
    let shelf = Shelf::new("memory");
    let scene = Scene::around(
        Scripted::new("model", down()),
        SharedProvider::new(Panics),
        Settings::default(),
        |cache| cache.inner(shelf.shared()),
    );
    scene.place(&shelf, hi(), "old", secs(3600));
    assert_eq!(scene.told(hi(), CacheUse::Usual).await, "internal");
}

struct Panics;

#[async_trait]
impl Provider for Panics {
    fn id(&self) -> &str {
        "model"
    }

    async fn call(&self, _: &Context, _: Request) -> Result<Response, Error> {
        panic!("on purpose, in a test")
    }

    fn readiness(&self, _: Instant) -> Readiness {
        Readiness::Ready
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_tried_stays_with_the_answer_that_stands_in() {
    let shelf = Shelf::new("memory");
    let scene = failing(ErrorKind::Overloaded, Settings::default(), &shelf);
    scene.place(&shelf, hi(), "old", secs(3600));
    let answer = scene.ask(hi()).await.unwrap();
    let tried: Vec<_> = answer.head.attempts.iter().map(|tried| &*tried.target).collect();
    assert_eq!(tried, ["model"]);
}

#[tokio::test(start_paused = true)]
async fn where_a_ladder_has_that_step_the_cache_leaves_it_to_it() {
    let shelf = Shelf::new("memory");
    let settings = Settings::default().stale_on_error(false);
    let scene = failing(ErrorKind::Overloaded, settings, &shelf);
    scene.place(&shelf, hi(), "old", secs(3600));
    assert_eq!(scene.told(hi(), CacheUse::Usual).await, "overloaded");
}

/// Asks nobody, and takes what is stored, as a ladder at its cached level.
struct Recalls(Arc<std::sync::OnceLock<RouteCache>>);

#[async_trait]
impl Provider for Recalls {
    fn id(&self) -> &str {
        "model"
    }

    async fn call(&self, context: &Context, request: Request) -> Result<Response, Error> {
        let cache = self.0.get().expect("set");
        let found = cache.recall(context, &request).await;
        found.ok_or_else(|| Error::new(ErrorKind::Overloaded))
    }

    fn readiness(&self, _: Instant) -> Readiness {
        Readiness::Ready
    }
}

fn recalling(settings: Settings, far: &Shelf) -> Scene {
    let known = Arc::default();
    let provider = SharedProvider::new(Recalls(Arc::clone(&known)));
    let scripted = Scripted::new("model", down());
    let settings = settings.stale_on_error(false);
    let outer = Outer::new(far.shared());
    let scene = Scene::around(scripted, provider, settings, |cache| cache.outer(outer));
    assert!(known.set(scene.layer.clone()).is_ok());
    scene
}

#[tokio::test(start_paused = true)]
async fn an_outer_store_is_read_once_for_a_request_whoever_needs_the_answer_inside() {
    for (takes, choice) in [
        (Takes::Nothing, CacheUse::Usual),
        (Takes::All, CacheUse::Usual),
        (Takes::All, CacheUse::Use),
    ] {
        for stored in [None, Some(secs(3600))] {
            let far = Shelf::new("far");
            let scene = recalling(Settings::default().takes(takes), &far);
            if let Some(age) = stored {
                scene.place(&far, hi(), "old", age);
            }
            let told = scene.told(hi(), choice).await;
            let promised = if stored.is_some() { "old (stale, 3600 s)" } else { "overloaded" };
            assert_eq!((&*told, far.asked(Op::Get)), (promised, 1), "{takes:?} {choice:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_ladder_recalls_nothing_for_those_who_do_not_want_it() {
    for choice in [CacheUse::Bypass, CacheUse::Refresh] {
        let far = Shelf::new("far");
        let scene = recalling(Settings::default(), &far);
        scene.place(&far, hi(), "old", secs(10));
        assert_eq!(scene.told(hi(), choice).await, "overloaded");
        assert_eq!(far.asked(Op::Get), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn an_outer_store_that_hangs_is_waited_for_once_by_a_request_that_fails_as_well() {
    for takes in [Takes::Nothing, Takes::All] {
        let far = Shelf::new("far");
        let settings = Settings::default().takes(takes);
        let outer = Outer::new(far.shared());
        let scene = Scene::of(down(), settings, |cache| cache.outer(outer));
        far.set(Op::Get, Mood::Hangs);
        let began = scene.clock.now();
        assert_eq!(scene.told(hi(), CacheUse::Usual).await, "overloaded");
        assert_eq!((scene.clock.now() - began, far.asked(Op::Get)), (millis(50), 1), "{takes:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn outside_of_its_route_a_cache_can_be_asked_for_what_is_stored() {
    let shelf = Shelf::new("memory");
    let scene = Scene::near(says("new"), &shelf);
    scene.place(&shelf, hi(), "old", secs(3600));
    let other = scene.cache.route("other", Settings::default()).unwrap();
    let context = scene.context().build();
    let found = scene.layer.recall(&context, &hi().into()).await.expect("stored");
    assert_eq!(told(Ok(found)).await, "old (stale, 3600 s)");
    assert!(other.recall(&context, &hi().into()).await.is_none(), "not on {ROUTE}");
}
