use std::thread;

use proptest::prelude::*;

use super::*;

#[test]
fn tokens_and_requests_are_in_flight_until_the_guard_is_dropped() {
    let load = Arc::new(Load::default());
    let (light, heavy) = (load.enter(10), load.enter(5000));
    assert_eq!((load.requests_in_flight(), load.tokens_in_flight()), (2, 5010));
    drop(light);
    assert_eq!((load.requests_in_flight(), load.tokens_in_flight()), (1, 5000));
    drop(heavy);
    assert_eq!((load.requests_in_flight(), load.tokens_in_flight()), (0, 0));
}

#[test]
fn what_is_in_flight_counts_against_a_target() {
    let scene = Scene::new();
    let score = || scene.load.score(scene.start, 100, true);
    let idle = score();
    let busy = scene.load.enter(300);
    assert!((score() / idle - 4.0).abs() < 1e-9, "{} and {idle}", score());
    drop(busy);
    assert!((score() - idle).abs() < 1e-9);
    assert!(scene.load.score(scene.start, 0, true) > 0.0, "nothing is for nothing");
}

#[test]
fn guards_that_come_and_go_on_many_threads_leave_nothing_behind() {
    let load = Arc::new(Load::default());
    thread::scope(|scope| {
        for thread in 0..4 {
            let load = Arc::clone(&load);
            scope.spawn(move || {
                let mut kept = Vec::new();
                for tokens in 0..2000 {
                    kept.push(load.enter(tokens * thread));
                    if tokens % 3 == 0 {
                        drop(kept.swap_remove(kept.len() / 2));
                    }
                }
            });
        }
    });
    assert_eq!((load.requests_in_flight(), load.tokens_in_flight()), (0, 0));
}

proptest! {
    #[test]
    fn whatever_enters_and_leaves_the_counts_are_those_of_what_is_there(steps in prop::collection::vec((any::<u64>(), any::<bool>()), 0..80)) {
        let load = Arc::new(Load::default());
        let mut there: Vec<(Busy, u64)> = Vec::new();
        for (tokens, leaves) in steps {
            if leaves && !there.is_empty() {
                drop(there.swap_remove(tokens as usize % there.len()));
            } else {
                there.push((load.enter(tokens), tokens.min(1 << 24)));
            }
            prop_assert_eq!(load.requests_in_flight(), there.len() as u64);
            prop_assert_eq!(load.tokens_in_flight(), there.iter().map(|(_, tokens)| tokens).sum::<u64>());
        }
        there.clear();
        prop_assert_eq!((load.requests_in_flight(), load.tokens_in_flight()), (0, 0));
    }
}
