//! Whatever happens, alerts tell one unbroken story of each target, each credential and each route.

use std::collections::HashMap;
use std::time::Duration;

use osier_core::{Clock, ErrorKind, Level};
use osier_health::{Alert, Circuit, CircuitFacts, HealthSettings};
use osier_http::TokioClock;
use osier_simulate::{Preset, Script, Step};
use proptest::prelude::*;

use crate::scene::pass;
use crate::watched::{Scene, Target};

const ROUTES: [&str; 2] = ["chat", "code"];

#[derive(Clone, Copy, Debug)]
enum Happens {
    /// The circuit of a target, for so many seconds.
    Circuit(usize, Circuit, u64),
    /// So many requests, each of which is answered, fails or is rejected.
    Requests(usize, u8, Option<Preset>),
    Probes(usize, Option<ErrorKind>),
    Recovers(usize),
    Reinstated,
    /// The level of a route is now this one of all.
    Level(usize, usize),
    Passes(u64),
}

fn happens() -> impl Strategy<Value = Happens> {
    let target = || 0_usize..3;
    let circuit = proptest::sample::select(vec![
        Circuit::Closed,
        Circuit::Cooling,
        Circuit::Open,
        Circuit::HalfOpen,
        Circuit::ForcedOpen,
    ]);
    let step = proptest::sample::select(vec![
        None,
        None,
        Some(Preset::ServerError),
        Some(Preset::Auth),
        Some(Preset::Forbidden),
    ]);
    let probe =
        proptest::sample::select(vec![None, Some(ErrorKind::Connect), Some(ErrorKind::Auth)]);
    prop_oneof![
        3 => (target(), circuit, prop_oneof![Just(30_u64), Just(300)])
            .prop_map(|(target, state, wait)| Happens::Circuit(target, state, wait)),
        3 => (target(), 1_u8..12, step).prop_map(|(t, count, step)| Happens::Requests(t, count, step)),
        1 => (target(), probe).prop_map(|(target, answer)| Happens::Probes(target, answer)),
        1 => target().prop_map(Happens::Recovers),
        1 => Just(Happens::Reinstated),
        2 => (0..ROUTES.len(), 0..Level::ALL.len()).prop_map(|(route, level)| Happens::Level(route, level)),
        4 => (0_u64..40_000).prop_map(Happens::Passes),
    ]
}

/// Gives the levels of the routes at the end.
async fn play(scene: &Scene, targets: &[Target; 3], happens: &[Happens]) -> [Level; 2] {
    let mut levels = [Level::Full; 2];
    for one in happens {
        match *one {
            Happens::Circuit(target, state, wait) => {
                let retry_at = Some(TokioClock.now() + Duration::from_secs(wait));
                targets[target].circuit.set(CircuitFacts { state, retry_at });
                targets[target].member.vitals().nudge();
            }
            Happens::Requests(target, count, preset) => {
                let step = preset.map_or_else(|| Step::answer("Hello"), Step::status);
                targets[target].far_end.script.set_script(Script::of(step));
                for _ in 0..count {
                    let _ = targets[target].ask().await;
                }
            }
            Happens::Probes(target, answer) => {
                targets[target].far_end.answer_probes(answer.map_or(Ok(()), Err));
            }
            Happens::Recovers(target) => {
                targets[target].member.vitals().recovered_at(TokioClock.now());
            }
            Happens::Reinstated => {
                scene.roster.reinstate_all(TokioClock.now());
            }
            Happens::Level(route, level) => {
                let to = Level::ALL[level];
                let from = std::mem::replace(&mut levels[route], to);
                scene.roster.level_moved(ROUTES[route], from, to, "failures");
            }
            Happens::Passes(millis) => pass(Duration::from_millis(millis)).await,
        }
    }
    // Whoever watches has its turn, at this very moment.
    pass(Duration::from_secs(2)).await;
    targets[0].member.vitals().nudge();
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
    levels
}

/// What was told last of each target and each route, each alert following the one before. A credential may be benched
/// for several targets, so its alerts come in pairs of their own.
fn last_told(alerts: &[Alert]) -> Result<HashMap<&str, &'static str>, TestCaseError> {
    let mut last = HashMap::new();
    for alert in alerts.iter().filter(|alert| alert.scope != "credential") {
        let at_first = if alert.scope == "route" { "full" } else { "healthy" };
        let before = last.insert(&*alert.name, alert.to).unwrap_or(at_first);
        prop_assert_eq!(alert.from, before, "{:?}", alerts);
        prop_assert_ne!(alert.from, alert.to);
    }
    let mut benched = HashMap::<_, i32>::new();
    for alert in alerts.iter().filter(|alert| alert.scope == "credential") {
        let count = benched.entry((&alert.name, &alert.target)).or_default();
        *count += if alert.to == "benched" { 1 } else { -1 };
        prop_assert!((0..=2).contains(count), "{:?}", alerts);
    }
    Ok(last)
}

fn in_virtual_time<T>(work: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_time().start_paused(true).build().expect("a runtime").block_on(work)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn each_alert_follows_the_one_before_and_the_last_is_true(happens in prop::collection::vec(happens(), 1..40)) {
        in_virtual_time(async {
            let scene = Scene::new(HealthSettings::default());
            let targets = [("a", Some("key")), ("b", Some("key")), ("c", None)];
            let targets = targets.map(|(name, key)| scene.target(name, key));
            let levels = play(&scene, &targets, &happens).await;
            let alerts = scene.all_alerts();
            let told = last_told(&alerts)?;
            for (route, level) in ROUTES.iter().zip(levels) {
                prop_assert_eq!(told.get(route).copied().unwrap_or("full"), level.name(), "{:?}", alerts);
            }
            for target in &targets {
                let standing = target.member.standing(TokioClock.now());
                let told = told.get(&*standing.target).copied().unwrap_or("healthy");
                // A bench and the way back are told by the credential, and a short cooling by nobody.
                let is_silent = matches!(standing.status.name(), "benched" | "cooling");
                if !is_silent && standing.reason != "ramping" {
                    prop_assert_eq!(told, standing.status.name(), "{:?}", alerts);
                }
            }
            Ok(())
        })?;
    }

    /// Whatever it went through: once nothing goes wrong any more, a target has all of its share in the
    /// time of a ramp and of the probes before it.
    #[test]
    fn after_the_last_failure_every_target_has_its_full_share_within_a_bounded_time(
        happens in prop::collection::vec(happens(), 1..40)
    ) {
        in_virtual_time(async {
            let scene = Scene::new(HealthSettings::default());
            let targets = ["a", "b", "c"].map(|name| scene.target(name, None));
            play(&scene, &targets, &happens).await;
            scene.roster.reinstate_all(TokioClock.now());
            for target in &targets {
                target.circuit.set(CircuitFacts::default());
                target.far_end.answer_probes(Ok(()));
            }
            pass(Duration::from_secs(60)).await;
            for target in &targets {
                let readiness = target.provider.readiness(TokioClock.now());
                prop_assert_eq!(readiness.share(), 100);
            }
            Ok(())
        })?;
    }
}
