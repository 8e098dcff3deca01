use std::thread;

use proptest::prelude::*;

use super::*;

#[test]
fn nothing_is_usual_before_fifty_answers() {
    let scene = Scene::new();
    for number in 1..50 {
        scene.began(secs(number), millis(number));
        assert_eq!(scene.load.slowest_usual(true), None);
    }
    scene.began(secs(50), millis(50));
    assert_eq!(scene.load.slowest_usual(true), Some(millis(48)));
    assert_eq!(scene.load.slowest_usual(false), None, "whole answers are another matter");
    let known = scene.load.latency(true).expect("fifty");
    assert_eq!((known.p50, known.p95, known.count), (millis(25), millis(48), 50));
}

#[test]
fn whole_answers_have_percentiles_of_their_own() {
    let scene = Scene::new();
    for number in 0..50 {
        scene.load.answered(scene.start + secs(number), secs(9));
    }
    assert_eq!(scene.load.slowest_usual(false), Some(secs(9)));
    assert_eq!((scene.load.slowest_usual(true), scene.load.latency(true)), (None, None));
}

#[test]
fn what_is_usual_follows_the_newest_answers() {
    let scene = Scene::new();
    for number in 0..2000 {
        scene.began(millis(number * 10), secs(5));
    }
    assert_eq!(scene.load.slowest_usual(true), Some(secs(5)));
    for number in 0..512 {
        scene.began(secs(30) + millis(number * 10), millis(300));
    }
    assert_eq!(scene.load.slowest_usual(true), Some(millis(300)));
    assert_eq!(scene.load.latency(true).map(|known| known.count), Some(512));
}

#[test]
fn answers_of_half_an_hour_ago_are_forgotten_when_new_ones_come() {
    let scene = Scene::new();
    for number in 0..60 {
        scene.began(secs(number), secs(5));
    }
    assert_eq!(scene.load.slowest_usual(true), Some(secs(5)));
    for number in 0..16 {
        scene.began(secs(3600 + number), millis(300));
    }
    assert_eq!(scene.load.slowest_usual(true), None, "sixteen are too few");
    let known = scene.load.latency(true).expect("sixteen");
    assert_eq!((known.p95, known.count), (millis(300), 16));
}

#[test]
fn an_answer_of_exactly_half_an_hour_ago_is_the_oldest_that_counts() {
    for (age, count) in [(1800, 2), (1801, 1)] {
        let scene = Scene::new();
        scene.began(secs(0), secs(5));
        scene.began(secs(age), secs(5));
        assert_eq!(scene.load.latency(true).map(|known| known.count), Some(count), "{age}");
    }
}

#[test]
fn answers_in_no_time_count_and_those_of_many_hours_are_cut_short() {
    for (took, known) in [
        (Duration::ZERO, Duration::from_micros(1)),
        (Duration::MAX, Duration::from_micros(u32::MAX.into())),
    ] {
        let scene = Scene::new();
        (0..50).for_each(|_| scene.began(secs(1), took));
        assert_eq!(scene.load.slowest_usual(true), Some(known));
        assert_eq!(scene.load.latency(true).map(|known| known.count), Some(50));
    }
}

#[test]
fn the_usual_is_at_most_sixteen_answers_old() {
    let scene = Scene::new();
    for _ in 0..50 {
        scene.began(secs(1), millis(100));
    }
    assert_eq!(scene.load.slowest_usual(true), Some(millis(100)));
    for _ in 0..15 {
        scene.began(secs(1), secs(1));
        assert_eq!(scene.load.slowest_usual(true), Some(millis(100)));
    }
    scene.began(secs(1), secs(1));
    assert_eq!(scene.load.slowest_usual(true), Some(secs(1)));
}

#[test]
fn answers_that_come_on_many_threads_are_all_counted() {
    let scene = Scene::new();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..100 {
                    scene.began(secs(1), millis(700));
                    assert!(
                        scene.load.slowest_usual(true).is_none_or(|usual| usual == millis(700))
                    );
                }
            });
        }
    });
    let known = scene.load.latency(true).expect("four hundred");
    assert_eq!((known.p50, known.p95, known.count), (millis(700), millis(700), 400));
}

proptest! {
    #[test]
    fn percentiles_are_those_of_the_newest_answers(took in prop::collection::vec(1_u64..4_000_000_000, 1..700)) {
        let scene = Scene::new();
        for micros in &took {
            scene.began(secs(1), Duration::from_micros(*micros));
        }
        let mut newest = took[took.len().saturating_sub(512)..].to_vec();
        newest.sort_unstable();
        // The nearest rank: the smallest that so many percent do not exceed.
        let exact = |share: f64| newest[(newest.len() as f64 * share - 1e-9).ceil() as usize - 1];
        let known = scene.load.latency(true).expect("some");
        prop_assert_eq!(known.p50, Duration::from_micros(exact(0.5)));
        prop_assert_eq!(known.p95, Duration::from_micros(exact(0.95)));
        prop_assert_eq!(known.count as usize, newest.len());
        let usual = scene.load.slowest_usual(true);
        prop_assert_eq!(usual, (took.len() >= 50).then_some(known.p95));
    }
}
