//! One choice after the other, under a chance that can be had again.

mod minute;
mod shares;

use proptest::prelude::{
    Just, ProptestConfig, Strategy as _, any, prop, prop_assert, prop_assert_eq, prop_oneof,
    proptest,
};

use super::*;

const ALL: [Strategy; 5] = [
    Strategy::PowerOfTwo,
    Strategy::RoundRobin,
    Strategy::Weighted,
    Strategy::LeastBusy,
    Strategy::Cheapest,
];

fn candidate(target: usize) -> Candidate {
    Candidate { target, score: 1.0, in_flight: 0, weight: 1, cost: 0.0, share: 100 }
}

/// As many as there are changes, each changed.
fn candidates<T: Copy>(values: &[T], change: impl Fn(&mut Candidate, T)) -> Vec<Candidate> {
    let changed = |(target, value): (usize, &T)| {
        let mut candidate = candidate(target);
        change(&mut candidate, *value);
        candidate
    };
    values.iter().enumerate().map(changed).collect()
}

/// The luck of the choice of this number.
fn luck(number: u64) -> Luck {
    Luck { draw: draw::mix(number), turn: number }
}

/// How often each is chosen.
fn counts(strategy: Strategy, candidates: &[Candidate], choices: u64) -> Vec<u64> {
    let mut counts = vec![0; candidates.len()];
    for number in 0..choices {
        counts[choose(strategy, candidates, luck(number)).expect("there are some")] += 1;
    }
    counts
}

#[test]
fn nobody_is_chosen_of_nobody_and_the_only_one_always() {
    for strategy in ALL {
        assert_eq!(choose(strategy, &[], luck(1)), None);
        for (weight, share) in [(1, 100), (0, 100), (1, 0), (0, 0)] {
            let only = [Candidate { weight, share, ..candidate(7) }];
            assert_eq!(choose(strategy, &only, luck(1)), Some(0), "{strategy:?} {weight} {share}");
        }
    }
}

#[test]
fn one_of_weight_0_is_chosen_only_if_there_is_no_other() {
    for strategy in ALL {
        let mut tier = candidates(&[0, 1, 0], |candidate, weight| candidate.weight = weight);
        // It is the worst in all that is looked at, and ramps besides.
        tier[1] = Candidate { score: 1e9, in_flight: 1_000_000, cost: 1e9, share: 1, ..tier[1] };
        assert_eq!(counts(strategy, &tier, 100), [0, 100, 0], "{strategy:?}");
        tier.remove(1);
        let counts = counts(strategy, &tier, 100);
        assert!(counts.iter().all(|count| *count > 25), "{strategy:?} {counts:?}");
    }
}

#[test]
fn of_two_the_better_one_is_taken_and_of_three_never_the_worst() {
    let tier = candidates(&[2.0, 1.0], |candidate, score| candidate.score = score);
    assert_eq!(counts(Strategy::PowerOfTwo, &tier, 1000), [0, 1000]);
    let tier = candidates(&[3.0, 1.0, 2.0], |candidate, score| candidate.score = score);
    let counts = counts(Strategy::PowerOfTwo, &tier, 3000);
    assert_eq!(counts[0], 0, "whoever it is drawn with is better");
    assert!((1900..2100).contains(&counts[1]), "the best is drawn twice in three: {counts:?}");
}

#[test]
fn a_score_is_measured_by_the_weight() {
    let mut tier = candidates(&[2.0, 1.0], |candidate, score| candidate.score = score);
    tier[0].weight = 3;
    assert_eq!(counts(Strategy::PowerOfTwo, &tier, 100), [100, 0]);
    assert_eq!(counts(Strategy::Cheapest, &tier, 100), [100, 0]);
}

#[test]
fn the_least_busy_for_its_weight_is_chosen_and_equals_by_chance() {
    let busy =
        |values: &[u64]| candidates(values, |candidate, tokens| candidate.in_flight = tokens);
    assert_eq!(counts(Strategy::LeastBusy, &busy(&[30, 10, 20]), 100), [0, 100, 0]);
    let mut heavy = busy(&[30, 12, 20]);
    heavy[0].weight = 3;
    assert_eq!(counts(Strategy::LeastBusy, &heavy, 100), [100, 0, 0]);
    let counts = counts(Strategy::LeastBusy, &busy(&[10, 10, 20]), 1000);
    assert!(counts[0] > 400 && counts[1] > 400 && counts[2] == 0, "{counts:?}");
}

#[test]
fn the_cheapest_is_chosen_and_among_equal_prices_the_better_score() {
    let mut tier = candidates(&[0.3, 0.1, 0.2], |candidate, cost| candidate.cost = cost);
    tier[1].score = 1e6;
    assert_eq!(counts(Strategy::Cheapest, &tier, 100), [0, 100, 0]);
    tier[0].cost = 0.1;
    assert_eq!(counts(Strategy::Cheapest, &tier, 100), [100, 0, 0]);
}

#[test]
fn what_is_no_number_is_worse_than_any() {
    let values = [f64::NAN, 1.0, f64::NAN];
    let by_score = candidates(&values, |candidate, score| candidate.score = score);
    let counts_of = |strategy, tier: &[Candidate]| counts(strategy, tier, 900);
    assert!(counts_of(Strategy::PowerOfTwo, &by_score)[1] > 500);
    assert_eq!(counts_of(Strategy::Cheapest, &by_score), [0, 900, 0]);
    let by_cost = candidates(&values, |candidate, cost| candidate.cost = cost);
    assert_eq!(counts_of(Strategy::Cheapest, &by_cost), [0, 900, 0]);
    let nowhere = candidates(&[f64::NAN; 3], |candidate, cost| {
        (candidate.cost, candidate.score) = (cost, cost);
    });
    for strategy in ALL {
        assert!(counts_of(strategy, &nowhere).iter().all(|count| *count > 200), "{strategy:?}");
    }
}

#[test]
fn a_price_is_for_a_million_tokens() {
    let price = Price { input: 2.5, output: 10.0 };
    assert!((cost(price, 1_000_000, 0) - 2.5).abs() < 1e-9);
    assert!((cost(price, 2000, 500) - 0.01).abs() < 1e-9);
    assert!(cost(Price::default(), u64::MAX, u64::MAX) == 0.0);
}

#[test]
fn a_share_is_that_part_of_all_chances() {
    for share in [0, 1, 10, 50, 99, 100, 255] {
        let admitted = (0..10_000).filter(|number| admits(share, draw::mix(*number))).count();
        let expected = usize::from(share.min(100)) * 100;
        assert!(admitted.abs_diff(expected) < 200, "{admitted} for {share} percent");
        assert!(share > 0 || admitted == 0);
        assert!(share < 100 || admitted == 10_000);
    }
}

fn anybody() -> impl proptest::strategy::Strategy<Value = Candidate> {
    let amount = || prop_oneof![any::<f64>(), Just(f64::NAN), Just(0.0), Just(-0.0), 0.0..10.0];
    let weight = prop_oneof![Just(0), 0_u32..5, any::<u32>()];
    (amount(), any::<u64>(), weight, amount(), any::<u8>()).prop_map(
        |(score, in_flight, weight, cost, share)| Candidate {
            target: 0,
            score,
            in_flight,
            weight,
            cost,
            share,
        },
    )
}

proptest! {
    #[test]
    fn whoever_there_is_one_is_chosen_and_the_same_for_the_same_luck(tier in prop::collection::vec(anybody(), 0..6), draw: u64, turn: u64) {
        for strategy in ALL {
            let luck = Luck { draw, turn };
            let chosen = choose(strategy, &tier, luck);
            prop_assert_eq!(chosen.is_some(), !tier.is_empty());
            prop_assert!(chosen.is_none_or(|place| place < tier.len()));
            prop_assert_eq!(chosen, choose(strategy, &tier, luck));
            let has_weight = tier.iter().any(|candidate| candidate.weight > 0);
            prop_assert!(chosen.is_none_or(|place| !has_weight || tier[place].weight > 0));
        }
    }

    #[test]
    fn of_two_choices_the_worse_is_never_taken(scores in prop::collection::vec(0.0..10.0, 2..8), draw: u64) {
        let tier = candidates(&scores, |candidate, score| candidate.score = score);
        let chosen = choose(Strategy::PowerOfTwo, &tier, Luck { draw, turn: 0 }).expect("some");
        let worse = scores.iter().filter(|score| **score >= scores[chosen]).count();
        prop_assert!(worse > 1, "it beat somebody, or is equal");
    }

    #[test]
    fn the_least_busy_and_the_cheapest_are_undercut_by_nobody(values in prop::collection::vec((0_u64..5, 1_u32..4), 1..8), draw: u64) {
        let tier = candidates(&values, |candidate, (amount, weight)| {
            (candidate.in_flight, candidate.cost, candidate.weight) = (amount, amount as f64, weight);
        });
        let luck = Luck { draw, turn: 0 };
        let chosen = tier[choose(Strategy::LeastBusy, &tier, luck).expect("some")];
        let undercuts = |other: &Candidate| other.in_flight * u64::from(chosen.weight) < chosen.in_flight * u64::from(other.weight);
        prop_assert!(!tier.iter().any(undercuts));
        let chosen = tier[choose(Strategy::Cheapest, &tier, luck).expect("some")];
        prop_assert!(!tier.iter().any(|other| other.cost < chosen.cost));
    }
}
