//! What holds whatever fails.

use std::time::Duration;

use osier_core::{Clock, ErrorKind, Provider};
use osier_failover::{HedgeSettings, Settings};
use osier_http::TokioClock;
use osier_simulate::{CutHow, Fault, Point, Preset, Script, Status, Step};
use proptest::prelude::*;

use crate::scene::{Scene, request, secs};

const TEXT: &str = "one two three four five six";

fn wait() -> impl Strategy<Value = Duration> {
    prop_oneof![Just(0), 1_u64..3_000, 3_000_u64..40_000].prop_map(Duration::from_millis)
}

fn fault() -> impl Strategy<Value = Option<Fault>> {
    let status = prop_oneof![
        Just(Status::from(Preset::ServerError)),
        Just(Status::from(Preset::Overloaded)),
        Just(Status::from(Preset::Auth)),
        Just(Status::from(Preset::ContextLength)),
        (1_u64..20).prop_map(|wait| Status::from(Preset::RateLimited).retry_after(secs(wait))),
    ];
    prop_oneof![
        3 => Just(None),
        1 => status.prop_map(|status| Some(Fault::Status(status))),
        1 => Just(Some(Fault::Reset)),
        1 => Just(Some(Fault::Hang)),
        1 => (0_usize..6).prop_map(|at| Some(Fault::Cut { after: Point::Tokens(at), how: CutHow::Abort })),
        1 => (0_usize..6).prop_map(|at| Some(Fault::Stall { after: Point::Tokens(at) })),
        1 => Just(Some(Fault::pings(secs(5)))),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    (wait(), wait(), fault()).prop_map(|(headers, first, fault)| {
        let step = Step::answer(TEXT).headers_after(headers).first_token_after(first);
        fault.into_iter().fold(step, Step::with_fault)
    })
}

fn scripts() -> impl Strategy<Value = Vec<Script>> {
    let script = prop::collection::vec(step(), 1..4);
    let script = script.prop_map(|steps| steps.into_iter().fold(Script::default(), Script::then));
    prop::collection::vec(script, 1..4)
}

/// Runs on a clock that jumps.
fn in_virtual_time<T>(work: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_time().start_paused(true).build().expect("a runtime");
    runtime.block_on(work)
}

proptest! {
    #[test]
    fn no_request_makes_more_attempts_or_takes_longer_than_it_may_and_no_answer_is_half_an_answer(
        scripts in scripts(),
        stream: bool,
        max_attempts in 1_u32..9,
        timeout in 1_u64..120,
        hedge_after in 1_u64..20,
    ) {
        in_virtual_time(async {
            let settings = Settings::default().hedge(HedgeSettings::default().after(secs(hedge_after)));
            let scene = Scene::with(settings, scripts.iter().map(|_| Step::echo()));
            for (target, script) in scene.targets.iter().zip(&scripts) {
                target.set_script(script.clone());
            }
            let context = scene.context().timeout(secs(timeout)).max_attempts(max_attempts).build();
            let start = TokioClock.now();
            let answer = match scene.route.call(&context, request(stream)).await {
                Ok(response) => response.collect().await,
                Err(error) => Err(error),
            };
            let took = TokioClock.now() - start;
            let asked: u64 = scene.counts().iter().sum();
            prop_assert!(asked <= u64::from(max_attempts), "{asked} attempts");
            // The timers of a runtime have a grain of a millisecond.
            prop_assert!(took <= secs(timeout) + Duration::from_millis(5), "after {took:?}");
            match answer {
                Ok(answer) => prop_assert_eq!(answer.text().unwrap_or_default(), TEXT),
                Err(error) => prop_assert!(error.kind() != ErrorKind::Internal, "{error}"),
            }
            for target in &scene.targets {
                prop_assert_eq!(target.in_flight(), 0);
            }
            Ok(())
        })?;
    }
}
