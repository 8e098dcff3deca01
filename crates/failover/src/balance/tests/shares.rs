use super::*;

const CHOICES: u64 = 10_000;

fn weighted(weights: &[u32]) -> Vec<Candidate> {
    candidates(weights, |candidate, weight| candidate.weight = weight)
}

/// Within five standard deviations of what the weights say.
fn assert_by_weight(counts: &[u64], weights: &[u32]) {
    let total: u32 = weights.iter().sum();
    for (count, weight) in counts.iter().zip(weights) {
        let share = f64::from(*weight) / f64::from(total);
        let expected = share * CHOICES as f64;
        let deviation = (expected * (1.0 - share)).sqrt();
        let difference = (*count as f64 - expected).abs();
        assert!(difference <= 5.0 * deviation + 1.0, "{counts:?} by {weights:?}");
    }
}

#[test]
fn by_weight_each_is_drawn_as_often_as_its_weight_says() {
    for weights in [&[1, 1, 1][..], &[3, 1], &[5, 0, 2, 1], &[1000, 1], &[7, 13, 80]] {
        assert_by_weight(&counts(Strategy::Weighted, &weighted(weights), CHOICES), weights);
    }
}

#[test]
fn of_equals_each_is_chosen_equally_often_by_any_strategy() {
    for strategy in ALL {
        for number in [2, 3, 7] {
            let weights = vec![1; number];
            assert_by_weight(&counts(strategy, &weighted(&weights), CHOICES), &weights);
        }
    }
}

#[test]
fn equals_have_their_turns_one_after_the_other() {
    let tier = weighted(&[4, 4, 4]);
    let turns: Vec<_> =
        (0..7).map(|turn| choose(Strategy::RoundRobin, &tier, luck(turn))).collect();
    assert_eq!(turns, [0, 1, 2, 0, 1, 2, 0].map(Some));
}

#[test]
fn those_of_weight_0_and_those_that_ramp_do_not_disturb_the_order_of_the_others() {
    let mut tier = weighted(&[2, 0, 2, 2]);
    tier[2].share = 0;
    let turns: Vec<_> =
        (0..8).map(|turn| choose(Strategy::RoundRobin, &tier, luck(turn))).collect();
    assert_eq!(turns, [0, 3, 0, 3, 0, 3, 0, 3].map(Some));
}

#[test]
fn the_turns_of_a_light_one_come_evenly_between_those_of_a_heavy_one() {
    let tier = weighted(&[3, 1]);
    let is_light = |turn: &u64| choose(Strategy::RoundRobin, &tier, luck(*turn)) == Some(1);
    let turns: Vec<_> = (0..1000).filter(is_light).collect();
    let pauses: Vec<_> = turns.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(pauses.iter().all(|pause| (2..=5).contains(pause)), "one in four turns: {pauses:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn over_any_number_of_turns_each_has_what_it_is_due_but_for_a_few(weights in prop::collection::vec(1_u32..1000, 1..6), first: u64) {
        let tier = weighted(&weights);
        let total = f64::from(weights.iter().sum::<u32>());
        let mut counts = vec![0_u64; tier.len()];
        for turn in 0..3000_u64 {
            counts[choose(Strategy::RoundRobin, &tier, luck(first.wrapping_add(turn))).expect("some")] += 1;
            for (count, weight) in counts.iter().zip(&weights) {
                let due = (turn + 1) as f64 * f64::from(*weight) / total;
                prop_assert!((*count as f64 - due).abs() < 5.0, "{counts:?} of {weights:?} after {turn}");
            }
        }
    }
}

#[test]
fn one_that_ramps_has_that_part_of_its_usual_share_and_never_more_than_that_part_of_all() {
    for strategy in ALL {
        for share in [0, 5, 25, 50] {
            let mut tier = weighted(&[1, 1, 1]);
            tier[0].share = share;
            let usual = counts(strategy, &tier, CHOICES)[0] as f64;
            let due = f64::from(share) / 100.0 * CHOICES as f64;
            assert!((usual - due / 3.0).abs() <= due * 0.16 + 5.0, "{strategy:?} {share}: {usual}");
            // Idle and fast, as one that has just come back is, it would be everybody's choice.
            tier[0] = Candidate { score: 0.01, ..tier[0] };
            tier[1] = Candidate { in_flight: 10, cost: 1.0, ..tier[1] };
            tier[2] = Candidate { in_flight: 10, cost: 1.0, ..tier[2] };
            let attractive = counts(strategy, &tier, CHOICES)[0] as f64;
            assert!(attractive <= due * 1.15 + 5.0, "{strategy:?} {share}: {attractive}");
        }
    }
}

#[test]
fn those_that_ramp_do_so_each_by_a_chance_of_its_own() {
    let mut tier = weighted(&[1, 1, 1]);
    (tier[0].share, tier[1].share) = (50, 50);
    let counts = counts(Strategy::Weighted, &tier, CHOICES);
    // Alone in a quarter of the choices, with one other in half of them, with both in a quarter.
    let expected = (0.25 + 0.5 / 2.0 + 0.25 / 3.0) * CHOICES as f64;
    assert!((counts[2] as f64 - expected).abs() < 250.0, "{counts:?}");
}
