//! The budget under every interleaving of two or three threads: no token is made, none is lost.
//!
//! `RUSTFLAGS="--cfg loom" cargo test -p osier-retry --release --test loom`
#![cfg(loom)]

use std::time::{Duration, Instant};

use loom::thread;
use osier_retry::{BudgetSettings, RetryBudget};

#[expect(clippy::disallowed_methods, reason = "a model has to start somewhere")]
fn now() -> Instant {
    Instant::now()
}

/// Tokens come from deposits of half a token alone.
fn budget(burst: u32) -> RetryBudget {
    RetryBudget::try_new(settings(burst)).expect("valid")
}

fn settings(burst: u32) -> BudgetSettings {
    BudgetSettings::default().burst(burst).deposit(0.5).floor(0.0)
}

#[test]
fn two_withdrawals_never_share_a_token() {
    loom::model(|| {
        let (budget, now) = (budget(1), now());
        let there = budget.clone();
        let other = thread::spawn(move || there.try_withdraw_at(1, now));
        let granted = [budget.try_withdraw_at(1, now), other.join().expect("no panic")];
        assert_eq!(granted.into_iter().filter(|granted| *granted).count(), 1);
        assert_eq!(budget.available_at(now), 0.0);
    });
}

#[test]
fn no_deposit_is_lost_beside_a_withdrawal_or_another_deposit() {
    loom::model(|| {
        let (budget, now) = (budget(2), now());
        assert!(budget.try_withdraw_at(2, now));
        let [a, b] = [(); 2].map(|()| {
            let there = budget.clone();
            thread::spawn(move || there.deposit())
        });
        let early = budget.try_withdraw_at(1, now);
        a.join().expect("no panic");
        b.join().expect("no panic");
        let left = budget.available_at(now);
        assert_eq!(left, if early { 0.0 } else { 1.0 }, "two halves make one, once");
    });
}

#[test]
fn a_second_is_refilled_once_whoever_sees_it_first() {
    loom::model(|| {
        let start = now();
        let settings = BudgetSettings::default().burst(3).deposit(0.0).floor(1.0);
        let budget = RetryBudget::try_new(settings).expect("valid");
        assert!(budget.try_withdraw_at(3, start));
        let at = |milli| start + Duration::from_millis(milli);
        let (early, late) = (at(400), at(1000));
        let there = budget.clone();
        let other = thread::spawn(move || there.try_withdraw_at(1, late));
        assert!(budget.try_withdraw_at(0, early), "which counts four tenths of it");
        let granted = [budget.try_withdraw_at(1, late), other.join().expect("no panic")];
        assert_eq!(granted.into_iter().filter(|granted| *granted).count(), 1);
        assert_eq!(budget.available_at(late), 0.0);
    });
}

#[test]
fn child_and_parent_are_taken_from_together_or_not_at_all() {
    loom::model(|| {
        let now = now();
        let parent = budget(2);
        assert!(parent.try_withdraw_at(1, now));
        let [a, b] =
            [(); 2].map(|()| RetryBudget::try_child_of(&parent, settings(2)).expect("valid"));
        let there = a.clone();
        let other = thread::spawn(move || there.try_withdraw_at(1, now));
        let of_b = b.try_withdraw_at(1, now);
        let of_a = other.join().expect("no panic");
        assert_ne!(of_a, of_b, "the parent had one left, for one of them");
        // With the parent full again, a child shows what is left in itself.
        (0..4).for_each(|_| parent.deposit());
        let left = |taken| if taken { 1.0 } else { 2.0 };
        assert_eq!((a.available_at(now), b.available_at(now)), (left(of_a), left(of_b)));
    });
}

#[test]
fn a_refused_withdrawal_leaves_the_child_as_it_was_beside_a_deposit() {
    loom::model(|| {
        let now = now();
        let parent = budget(1);
        assert!(parent.try_withdraw_at(1, now));
        let child = RetryBudget::try_child_of(&parent, settings(1)).expect("valid");
        let there = child.clone();
        let other = thread::spawn(move || there.deposit());
        assert!(!child.try_withdraw_at(1, now), "the parent has half a token at most");
        other.join().expect("no panic");
        parent.deposit();
        assert!(
            child.try_withdraw_at(1, now),
            "the child still has its one, the parent two halves"
        );
        assert_eq!(child.available_at(now), 0.0, "and no more than that");
    });
}
