//! What is known of a target from its calls.

use std::sync::Arc;

use osier_core::{
    Clock, Context, Error, ErrorKind, Middleware, Next, Readiness, Request, Response,
};
use osier_health::Credential;
use osier_http::TokioClock;
use osier_simulate::{CutHow, Point, Preset, Script, Step};

use crate::scene::{Target, pass, secs};

/// Refuses everything, as an open circuit does.
struct Gate(ErrorKind);

impl Middleware for Gate {
    async fn call<N: Next>(&self, _: &Context, _: Request, _: &N) -> Result<Response, Error> {
        Err(Error::new(self.0))
    }
}

fn key() -> Arc<Credential> {
    Arc::new(Credential::new("key"))
}

#[tokio::test(start_paused = true)]
async fn a_call_counts_by_the_end_of_its_body_and_only_if_it_says_something_of_the_target() {
    let cut = Step::answer("one two").cut(Point::Tokens(1), CutHow::Reset);
    let table = [
        (Step::answer("Hello"), (1, 0)),
        (Step::status(Preset::ServerError), (1, 1)),
        (Step::status(Preset::Overloaded), (1, 1)),
        (Step::status(Preset::RateLimited), (0, 0)),
        (Step::status(Preset::ContextLength), (0, 0)),
        (Step::status(Preset::Auth), (0, 0)),
        (cut, (1, 1)),
    ];
    for (step, expected) in table {
        let target = Target::new("a", step.clone(), &key());
        let _ = target.answer(true, &Arc::default()).await;
        assert_eq!(target.vitals.calls(TokioClock.now()), expected, "{step:?}");
        pass(secs(60)).await;
        assert_eq!(target.vitals.calls(TokioClock.now()), (0, 0), "{step:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_never_asked_or_not_waited_for_counts_for_nothing() {
    for kind in [ErrorKind::CircuitOpen, ErrorKind::AtCapacity] {
        let target = Target::around("a", Script::echo(), &key(), Gate(kind));
        assert_eq!(target.answer(true, &Arc::default()).await.expect_err("refused").kind(), kind);
        assert_eq!(target.vitals.calls(TokioClock.now()), (0, 0));
    }
    let target = Target::new("a", Script::answer("Hello"), &key());
    drop(target.ask(true, &Arc::default()).await.expect("an answer"));
    assert_eq!(target.vitals.calls(TokioClock.now()), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn a_target_that_comes_back_gets_its_share_step_by_step_and_refuses_nothing_meanwhile() {
    let target = Target::new("a", Script::answer("Hello"), &key());
    let share = || target.provider.readiness(TokioClock.now());
    assert_eq!(share(), Readiness::Ready);
    target.vitals.recovered_at(TokioClock.now());
    for (wait, expected) in [(0, 10), (10, 40), (10, 70), (9, 97)] {
        pass(secs(wait)).await;
        assert_eq!(share(), Readiness::Ramping(expected));
        assert!(target.answer(false, &Arc::default()).await.is_ok());
    }
    pass(secs(1)).await;
    assert_eq!(share(), Readiness::Ready);
}
