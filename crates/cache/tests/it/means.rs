//! Nobody fails because somebody else who asked the same had less time, or less of anything.

use std::time::Instant;

use async_trait::async_trait;
use futures_util::future::join_all;
use futures_util::{StreamExt, stream};
use osier_cache::Settings;
use osier_core::{
    Context, Error, ErrorKind, Priority, Provider, Readiness, Request, Response, SharedProvider,
};
use osier_simulate::{Script, Scripted};

use crate::scene::{Scene, hi, secs};
use crate::together::slowly;

/// A provider that keeps to the deadline also in mid-stream.
struct Punctual(SharedProvider);

#[async_trait]
impl Provider for Punctual {
    fn id(&self) -> &str {
        self.0.id()
    }

    async fn call(&self, context: &Context, request: Request) -> Result<Response, Error> {
        let events = self.0.call(context, request).await?.into_events();
        let events = stream::unfold((events, context.clone()), async |(mut events, context)| {
            let next = context.before(context.deadline().moment(), events.next()).await;
            let late = || Some(Err(Error::new(ErrorKind::DeadlineExceeded)));
            Some((next.unwrap_or_else(late)?, (events, context)))
        });
        Ok(Response::stream(events))
    }

    fn readiness(&self, now: Instant) -> Readiness {
        self.0.readiness(now)
    }
}

fn punctual(script: impl Into<Script>) -> Scene {
    let far_end = Scripted::new("model", script);
    let inner = SharedProvider::new(Punctual(SharedProvider::new(far_end.clone())));
    Scene::around(far_end, inner, Settings::default(), |cache| cache)
}

#[tokio::test(start_paused = true)]
async fn a_stream_is_not_cut_at_the_deadline_of_one_who_has_far_less_time() {
    let scene = punctual(slowly());
    let hurried = scene.begin(scene.within(secs(3)), hi().stream()).await;
    let others = [(); 20].map(|()| scene.begin(scene.within(secs(60)), hi().stream()));
    let others = join_all(others).await;
    assert_eq!(hurried.await.unwrap(), "deadline_exceeded in mid-stream (miss)");
    let told: Vec<_> = join_all(others).await.into_iter().map(Result::unwrap).collect();
    assert!(told.iter().all(|told| told.starts_with("Reeds bend, and stand.")), "{told:?}");
    assert_eq!(scene.far_end.count(), 2, "one more for all of them");
}

#[tokio::test(start_paused = true)]
async fn those_who_have_other_means_do_not_share() {
    let scene = Scene::sharing(slowly());
    let contexts = [
        scene.context().priority(Priority::Low),
        scene.context().priority(Priority::Normal),
        scene.context().priority(Priority::High),
        scene.context().max_attempts(1),
    ];
    let asking = contexts.map(|context| scene.begin(context.build(), hi()));
    let told: Vec<_> =
        join_all(join_all(asking).await).await.into_iter().map(Result::unwrap).collect();
    assert!(told.iter().all(|told| told.ends_with("(miss)")), "{told:?}");
}
