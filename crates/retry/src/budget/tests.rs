use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::settings::Units;
use super::word::Word;
use super::*;

fn start() -> Instant {
    std_now()
}

const fn ms(milli: u64) -> Duration {
    Duration::from_millis(milli)
}

fn budget(burst: u32, deposit: f64, floor: f64) -> RetryBudget {
    let settings = BudgetSettings::default().burst(burst).deposit(deposit).floor(floor);
    RetryBudget::try_new(settings).expect("settings within their ranges")
}

#[test]
fn the_usual_units_are_those_of_the_default_settings() {
    assert_eq!(BudgetSettings::default().units(), Ok(Units::USUAL));
}

#[test]
fn ten_retries_are_free_and_then_each_success_pays_a_tenth() {
    let (budget, now) = (RetryBudget::default(), start());
    assert!((0..10).all(|_| budget.try_withdraw_at(RetryBudget::RETRY, now)));
    assert!(!budget.try_withdraw_at(RetryBudget::RETRY, now));
    for _ in 0..9 {
        budget.deposit();
        assert!(!budget.try_withdraw_at(RetryBudget::RETRY, now));
    }
    budget.deposit();
    assert!(budget.try_withdraw_at(RetryBudget::RETRY, now));
}

#[test]
fn without_any_success_a_second_pays_for_one_retry_and_for_half_of_one_after_a_timeout() {
    let (budget, now) = (RetryBudget::default(), start());
    assert!(budget.try_withdraw_at(10, now));
    assert!(!budget.try_withdraw_at(RetryBudget::RETRY, now + ms(999)));
    assert!(budget.try_withdraw_at(RetryBudget::RETRY, now + ms(1000)));
    assert!(!budget.try_withdraw_at(RetryBudget::AFTER_TIMEOUT, now + ms(2999)));
    assert!(budget.try_withdraw_at(RetryBudget::AFTER_TIMEOUT, now + ms(3000)));
}

#[test]
fn a_day_of_success_saves_up_no_more_than_the_burst() {
    let (budget, now) = (RetryBudget::default(), start());
    (0..86_400).for_each(|_| budget.deposit());
    let evening = now + ms(86_400_000);
    assert!(budget.try_withdraw_at(10, evening));
    assert!(!budget.try_withdraw_at(1, evening));
}

#[test]
fn a_clock_that_jumps_back_makes_no_tokens_and_one_that_jumps_far_ahead_breaks_nothing() {
    let (budget, now) = (RetryBudget::default(), start());
    let later = now + ms(10_000);
    assert!(budget.try_withdraw_at(1, now) && budget.try_withdraw_at(10, later));
    for jump in [now, later, now, later] {
        assert!(!budget.try_withdraw_at(1, jump));
        assert_eq!(budget.available_at(jump), 0.0);
    }
    let far = later + Duration::from_secs(200 * 365 * 86_400);
    assert!(budget.try_withdraw_at(10, far));
    assert!(!budget.try_withdraw_at(1, far + ms(60_000)), "after decades the floor is gone");
    (0..10).for_each(|_| budget.deposit());
    assert!(budget.try_withdraw_at(1, far), "and deposits still count");
}

#[test]
fn a_retry_takes_from_child_and_parent_or_from_neither() {
    let now = start();
    let parent = budget(3, 0.5, 0.0);
    let [a, b] = [(); 2].map(|()| RetryBudget::child_of(&parent));
    assert!(a.try_withdraw_at(1, now) && b.try_withdraw_at(2, now));
    assert!(!a.try_withdraw_at(1, now), "the parent is empty");
    assert_eq!(a.0.bucket.units_at(0), 9 * UNITS, "and nothing is missing in the child");
    assert_eq!(a.available_at(now), 0.0);
    b.deposit();
    assert_eq!((a.available_at(now), b.available_at(now)), (0.5, 0.5), "one success, both levels");
}

#[test]
fn an_empty_child_leaves_its_parent_alone() {
    let now = start();
    let parent = budget(100, 0.1, 1.0);
    let settings = BudgetSettings::default().burst(1);
    let child = RetryBudget::try_child_of(&parent, settings).expect("valid");
    assert!(child.try_withdraw_at(1, now) && !child.try_withdraw_at(1, now));
    assert_eq!(parent.available_at(now), 99.0);
}

#[test]
fn reserved_tokens_go_back_unless_they_are_spent() {
    let now = start();
    let parent = RetryBudget::default();
    let child = RetryBudget::child_of(&parent);
    let reserved = child.reserve_at(2, now).expect("granted");
    assert_eq!((child.available_at(now), parent.available_at(now)), (8.0, 8.0));
    drop(reserved);
    assert_eq!((child.available_at(now), parent.available_at(now)), (10.0, 10.0));
    child.reserve_at(2, now).expect("granted").spend();
    assert_eq!((child.available_at(now), parent.available_at(now)), (8.0, 8.0));
}

#[test]
fn settings_that_cannot_work_name_their_field() {
    let usual = BudgetSettings::default();
    let table = [
        (usual.burst(0), "burst", "0"),
        (usual.burst(10_001), "burst", "10001"),
        (usual.deposit(-0.1), "deposit", "-0.1"),
        (usual.deposit(f64::NAN), "deposit", "NaN"),
        (usual.deposit(0.000_9), "deposit", "0.0009"),
        (usual.burst(1).deposit(1.1), "deposit", "1.1"),
        (usual.floor(f64::INFINITY), "floor", "inf"),
        (usual.floor(10_000.1), "floor", "10000.1"),
        (usual.deposit(0.0).floor(0.0), "floor", "0"),
    ];
    for (settings, field, value) in table {
        let error = RetryBudget::try_new(settings).expect_err(field);
        assert_eq!((error.field(), error.value()), (field, value));
    }
}

#[test]
fn settings_at_the_ends_of_their_ranges_work() {
    let now = start();
    for (burst, deposit, floor) in [(1, 0.001, 0.0), (10_000, 10_000.0, 10_000.0)] {
        let budget = budget(burst, deposit, floor);
        assert!(budget.try_withdraw_at(burst, now));
        budget.deposit();
        assert_eq!(budget.available_at(now), deposit);
        assert!(budget.available_at(now + Duration::from_secs(1 << 40)) <= f64::from(burst));
    }
}

#[derive(Clone, Copy, Debug)]
enum Move {
    Deposit,
    Withdraw(u32),
    Reserve(u32),
    Pass(u64),
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let one = prop_oneof![
        3 => Just(Move::Deposit),
        3 => (0_u32..13).prop_map(Move::Withdraw),
        1 => (1_u32..4).prop_map(Move::Reserve),
        2 => prop_oneof![0_u64..5, 0_u64..3000].prop_map(Move::Pass),
    ];
    prop::collection::vec(one, 0..200)
}

/// The same in exact arithmetic and without packing: running totals in units of a millionth token.
#[derive(Clone, Copy)]
struct Model {
    millionths: u64,
    most: u64,
    deposit: u64,
    /// Per second in thousandths of a token, so per millisecond in millionths.
    floor: u64,
}

impl Model {
    fn take(&mut self, tokens: u32) -> bool {
        let left = self.millionths.checked_sub(u64::from(tokens) * 1_000_000);
        self.millionths = left.unwrap_or(self.millionths);
        left.is_some()
    }

    fn add(&mut self, millionths: u64) {
        self.millionths = (self.millionths + millionths).min(self.most);
    }
}

proptest! {
    /// The floor is whole thousandths per millisecond here, so that both must agree to the unit.
    #[test]
    fn a_budget_and_its_parent_do_what_the_model_does(
        burst in 1_u32..20, deposit in 1_u64..1000, floor in 0_u64..5, moves in moves(),
    ) {
        let parent = RetryBudget::default();
        let settings = BudgetSettings::default()
            .burst(burst)
            .deposit(deposit as f64 / 1000.0)
            .floor(floor as f64);
        let child = RetryBudget::try_child_of(&parent, settings).expect("valid");
        let mut of_parent =
            Model { millionths: 10_000_000, most: 10_000_000, deposit: 100_000, floor: 1000 };
        let most = u64::from(burst) * 1_000_000;
        let mut of_child =
            Model { millionths: most, most, deposit: deposit * 1000, floor: floor * 1000 };
        let mut now = start();
        for step in moves {
            match step {
                Move::Deposit => {
                    child.deposit();
                    of_child.add(of_child.deposit);
                    of_parent.add(of_parent.deposit);
                }
                Move::Withdraw(cost) => {
                    let (mut c, mut p) = (of_child, of_parent);
                    let granted = c.take(cost) && p.take(cost);
                    prop_assert_eq!(child.try_withdraw_at(cost, now), granted);
                    if granted {
                        (of_child, of_parent) = (c, p);
                    }
                }
                Move::Reserve(cost) => drop(child.reserve_at(cost, now)),
                Move::Pass(milli) => {
                    now += ms(milli);
                    of_child.add(of_child.floor * milli);
                    of_parent.add(of_parent.floor * milli);
                }
            }
            let fewest = of_child.millionths.min(of_parent.millionths);
            prop_assert_eq!(child.available_at(now), (fewest / 1000) as f64 / 1000.0);
        }
    }

    /// However often it is refilled, and at whatever rate, no fraction is lost and none is made.
    #[test]
    fn refilling_often_is_refilling_once(rate in 0_u64..10_000_000, steps in prop::collection::vec(0_u64..2000, 0..50)) {
        let most = u64::MAX >> 40;
        let empty = Word { milli: 0, units: 0 };
        let (mut often, mut milli) = (empty, 0);
        for step in steps {
            milli += step;
            often = Word::unpack(often.at(milli, rate, most).pack());
        }
        prop_assert_eq!(often, empty.at(milli, rate, most));
    }
}
