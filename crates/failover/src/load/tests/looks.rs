use proptest::prelude::*;

use super::*;

#[test]
fn a_target_of_which_nothing_is_known_looks_as_fast_as_any_and_no_faster() {
    let scene = Scene::new();
    scene.began(Duration::ZERO, millis(3));
    assert_eq!(scene.looks(Duration::ZERO), FLOOR);
}

#[test]
fn a_slower_answer_counts_at_once_and_a_faster_one_only_with_time() {
    let scene = Scene::new();
    scene.began(secs(1), millis(800));
    assert_about(scene.looks(secs(1)), millis(800));
    scene.began(secs(2), secs(4));
    assert_about(scene.looks(secs(2)), secs(4));
    scene.began(secs(2), millis(100));
    assert_about(scene.looks(secs(2)), secs(4));
    assert_about(scene.looks(secs(12)), secs(4).div_f64(std::f64::consts::E));
    scene.began(secs(32), millis(800));
    assert_about(scene.looks(secs(32)), millis(800));
}

#[test]
fn long_answers_do_not_make_streams_look_slow() {
    let scene = Scene::new();
    scene.load.answered(scene.start, secs(40));
    assert_eq!(scene.looks(Duration::ZERO), FLOOR);
    assert_about(scene.load.estimate(scene.start, false), secs(40));
}

#[test]
fn a_failure_is_a_penalty_however_fast_it_was() {
    // What the target looked like before, how long the failure took, what it looks like then.
    let table = [
        (None, millis(1), secs(5)),
        (Some(millis(100)), millis(1), secs(5)),
        (Some(millis(800)), millis(1), secs(24)),
        (Some(millis(800)), secs(60), secs(60)),
        (Some(secs(20)), secs(60), secs(600)),
    ];
    for (before, took, expected) in table {
        let scene = Scene::new();
        if let Some(before) = before {
            scene.began(secs(100), before);
        }
        scene.failed(secs(100), took);
        assert_about(scene.looks(secs(100)), expected);
        assert!(scene.load.estimate(scene.start + secs(100), false) >= expected.mul_f64(0.999));
    }
}

#[test]
fn a_failure_counts_by_whatever_the_target_looked_slowest_in() {
    let scene = Scene::new();
    scene.load.answered(scene.start, secs(20));
    scene.failed(Duration::ZERO, millis(1));
    assert_about(scene.looks(Duration::ZERO), secs(600));
    assert_about(scene.load.estimate(scene.start, false), secs(600));
}

#[test]
fn a_failure_is_no_answer_and_changes_no_percentile() {
    let scene = Scene::new();
    scene.failed(secs(1), millis(1));
    assert_eq!((scene.load.latency(true), scene.load.latency(false)), (None, None));
}

#[test]
fn calls_that_were_under_way_together_are_one_failure() {
    let scene = Scene::new();
    scene.began(secs(100), secs(1));
    for call in 0..50 {
        scene.failed(secs(100) + millis(call), millis(500));
    }
    let looks = scene.looks(secs(100) + millis(50));
    assert!((secs(29)..=secs(30)).contains(&looks), "{looks:?}");
}

#[test]
fn calls_that_fail_at_the_very_first_moment_are_one_failure_too() {
    let scene = Scene::new();
    for _ in 0..50 {
        scene.failed(Duration::ZERO, Duration::ZERO);
    }
    assert_about(scene.looks(Duration::ZERO), secs(5));
}

#[test]
fn a_call_that_fails_after_the_last_failure_makes_the_target_look_thirty_times_slower() {
    let scene = Scene::new();
    scene.began(secs(100), secs(1));
    scene.failed(secs(100), millis(1));
    scene.failed(secs(101), millis(1));
    let before = secs(30).mul_f64((-0.25_f64).exp());
    assert_about(scene.looks(secs(101)), before * 30);
}

#[test]
fn every_penalty_is_forgiven_a_minute_after_the_last_failure() {
    let scene = Scene::new();
    for call in 0..1000 {
        scene.failed(secs(call), secs(300));
        scene.failed(secs(call) + millis(10), Duration::ZERO);
    }
    let last = secs(999) + millis(10);
    assert!(scene.looks(last) > secs(3600), "{:?}", scene.looks(last));
    assert!(scene.looks(last + FORGIVEN_AFTER - millis(100)) > FLOOR);
    assert_eq!(scene.looks(last + FORGIVEN_AFTER), FLOOR);
}

#[test]
fn one_failure_of_a_usual_target_is_forgiven_in_a_quarter_of_a_minute() {
    let scene = Scene::new();
    scene.began(secs(100), millis(800));
    scene.failed(secs(100), millis(1));
    assert!(scene.looks(secs(113)) > millis(800));
    assert!(scene.looks(secs(114)) < millis(800));
}

#[test]
fn a_wait_that_was_given_up_counts_for_as_long_as_it_lasted_but_is_no_answer() {
    let scene = Scene::new();
    scene.load.waited(scene.start, secs(10), true);
    assert_about(scene.looks(Duration::ZERO), secs(10));
    assert_eq!(scene.load.latency(true), None);
    scene.load.waited(scene.start, secs(1), true);
    assert_about(scene.looks(Duration::ZERO), secs(10));
}

#[test]
fn moments_before_the_first_and_spans_without_end_do_no_harm() {
    let scene = Scene::new();
    let before = scene.start.checked_sub(secs(5)).unwrap_or(scene.start);
    scene.load.began(before, secs(1));
    assert_about(scene.looks(Duration::ZERO), secs(1));
    scene.load.began(scene.start, Duration::MAX);
    scene.load.failed(scene.start, Duration::MAX);
    assert!(scene.load.score(scene.start, u64::MAX, true).is_finite());
    assert!(scene.looks(Duration::ZERO) > secs(3600));
}

#[derive(Clone, Copy, Debug)]
enum Happening {
    Began(u64),
    Failed(u64),
}

fn happenings() -> impl Strategy<Value = Vec<(u64, Happening)>> {
    let took = prop_oneof![1_u64..200, 200_u64..5000, 5000_u64..90_000];
    let happening = (took, prop::bool::weighted(0.3));
    let happening =
        happening.prop_map(
            |(took, fails)| {
                if fails { Happening::Failed(took) } else { Happening::Began(took) }
            },
        );
    prop::collection::vec((0_u64..8000, happening), 0..40)
}

/// What the documentation says, with all that happened before one's eyes. Times in seconds.
#[derive(Default)]
struct Model {
    answers: Vec<(f64, f64)>,
    penalties: Vec<(f64, f64)>,
    last_failure: Option<f64>,
}

impl Model {
    fn looks(&self, now: f64) -> f64 {
        let fading = |list: &[(f64, f64)], fades: f64| {
            list.iter().map(|(at, took)| took * ((at - now) / fades).exp()).fold(0.05, f64::max)
        };
        fading(&self.answers, 10.0).max(fading(&self.penalties, 4.0))
    }

    fn failed(&mut self, now: f64, took: f64) {
        // A call that began in that very moment is none, however the numbers are rounded.
        let began = (now - took).max(0.0) - 1e-6;
        let is_news = self.last_failure.is_none_or(|last| began > last);
        let times = if is_news { 30.0 } else { 0.0 };
        let most = 0.05 * 15.0_f64.exp();
        self.penalties.push((now, (times * self.looks(now)).max(took).max(5.0).min(most)));
        self.last_failure = Some(now);
    }
}

proptest! {
    #[test]
    fn a_target_looks_as_the_documentation_says(happenings in happenings(), pause in 0_u64..30_000) {
        let (scene, mut model) = (Scene::new(), Model::default());
        let mut now = Duration::ZERO;
        for (pause, happening) in happenings {
            now += millis(pause);
            match happening {
                Happening::Began(took) => {
                    scene.began(now, millis(took));
                    model.answers.push((now.as_secs_f64(), millis(took).as_secs_f64()));
                }
                Happening::Failed(took) => {
                    scene.failed(now, millis(took));
                    model.failed(now.as_secs_f64(), millis(took).as_secs_f64());
                }
            }
            assert_about(scene.looks(now), Duration::from_secs_f64(model.looks(now.as_secs_f64())));
        }
        now += millis(pause);
        assert_about(scene.looks(now), Duration::from_secs_f64(model.looks(now.as_secs_f64())));
    }

    #[test]
    fn without_further_answers_a_target_never_looks_slower(happenings in happenings(), pauses in prop::collection::vec(0_u64..5000, 1..30)) {
        let scene = Scene::new();
        let mut now = Duration::ZERO;
        for (pause, happening) in happenings {
            now += millis(pause);
            let before = scene.looks(now);
            match happening {
                Happening::Began(took) => scene.began(now, millis(took)),
                Happening::Failed(took) => scene.failed(now, millis(took)),
            }
            prop_assert!(scene.looks(now) >= before, "nothing that happens makes it look faster");
        }
        let mut looks = scene.looks(now);
        for pause in pauses {
            now += millis(pause);
            let later = scene.looks(now);
            prop_assert!(later <= looks);
            looks = later;
        }
        prop_assert!(scene.looks(now + secs(120)) == FLOOR);
    }
}
