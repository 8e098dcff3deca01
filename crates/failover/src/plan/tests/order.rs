//! Who is asked next, and who never is.

use proptest::prelude::{any, prop, prop_assert_eq, proptest};

use super::*;

#[test]
fn targets_are_tried_in_order_with_the_preferred_first_and_the_unready_last() {
    use Reason::{LastResort, Order, Preferred};
    type Row<'a> = (&'a [Readiness], Option<usize>, &'a [(usize, Reason)]);
    let minute = NotBefore(MINUTE);
    let table: [Row<'_>; 6] = [
        (&[Ready, Ready, Ready], None, &[(0, Order), (1, Order), (2, Order)]),
        (&[Ready, Ready, Ready], Some(2), &[(2, Preferred), (0, Order), (1, Order)]),
        (&[Unavailable, Ready, Ready], None, &[(1, Order), (2, Order), (0, LastResort)]),
        (&[Unavailable, Unavailable], None, &[(0, LastResort), (1, LastResort)]),
        (&[Unavailable, minute], None, &[(1, LastResort), (0, LastResort)]),
        (&[Ready, minute], Some(1), &[(0, Order), (1, LastResort)]),
    ];
    for (readiness, preferred, expected) in table {
        let route = Route::of(readiness);
        let plan = route.preferring(preferred);
        assert_eq!(route.order(plan), expected, "{readiness:?}");
    }
}

#[test]
fn within_a_tier_the_strategy_chooses_and_a_later_tier_waits_for_its_turn() {
    let route = Route { tiers: vec![0, 0, 1], ..Route::of(&[Ready, Ready, Ready]) };
    let balance = Reason::Balance(Strategy::PowerOfTwo);
    let expected = [(1, balance), (0, Reason::Order), (2, Reason::Order)];
    assert_eq!(route.order(route.plan()), expected);
}

#[test]
fn a_tier_of_which_nothing_is_ready_is_passed_over() {
    let readiness = [Unavailable, NotBefore(MINUTE), Ready];
    let route = Route { tiers: vec![0, 0, 1], ..Route::of(&readiness) };
    assert_eq!(visit(route.first(&mut route.plan())).target, 2);
}

#[test]
fn a_target_that_has_just_come_back_has_its_part_of_the_turns_and_all_where_it_is_alone() {
    let table: [(&[Readiness], std::ops::RangeInclusive<usize>); 3] = [
        (&[Ramping(25), Ready], 200..=300),
        (&[Ramping(90), Ready], 850..=950),
        (&[Ramping(1)], 1000..=1000),
    ];
    for (readiness, expected) in table {
        let turns = (0..1000).filter(|luck| {
            let route = Route { luck: *luck, ..Route::of(readiness) };
            visit(route.first(&mut route.plan())).target == 0
        });
        let turns = turns.count();
        assert!(expected.contains(&turns), "{readiness:?}: {turns}");
    }
}

#[test]
fn a_target_that_lacks_what_is_needed_is_never_asked() {
    let lacks = [Some(Lack::Tools), None, Some(Lack::Vision)];
    let route = Route { lacks: &lacks, ..Route::of(&[Ready, Ready, Ready]) };
    assert_eq!(route.order(route.plan()), [(1, Reason::Order)]);
    let soon = [Ready, NotBefore(secs(2)), Ready];
    let unready = Route { lacks: &lacks, ..Route::of(&soon) };
    assert!(matches!(unready.first(&mut unready.plan()), Step::Wait { .. }));
    let none = Route { lacks: &[Some(Lack::Context)], ..Route::of(&[Ready]) };
    assert_eq!(none.first(&mut none.plan()), Step::GiveUp(Reason::NoneFits(Lack::Context)));
}

#[test]
fn a_request_too_large_for_one_model_goes_to_larger_ones_alone() {
    let contexts = [Some(8_000), Some(4_000), Some(8_000), Some(32_000), None];
    let route = Route { contexts: &contexts, ..Route::of(&[Ready; 5]) };
    let mut plan = route.plan();
    let first = visit(route.first(&mut plan));
    let second = visit(route.after(&mut plan, first, &Error::new(ErrorKind::ContextLength)));
    assert_eq!(second.target, 3);
    let third = visit(route.after(&mut plan, second, &Error::new(ErrorKind::ContextLength)));
    assert_eq!(third.target, 4);
    assert_eq!(route.first(&mut plan), Step::GiveUp(Reason::AllTried));
}

proptest! {
    #[test]
    fn every_target_is_tried_exactly_once(up in prop::collection::vec(any::<bool>(), 0..12), preferred: usize) {
        let readiness: Vec<_> = up.iter().map(|up| if *up { Ready } else { Unavailable }).collect();
        let route = Route::of(&readiness);
        let plan = route.preferring(preferred.checked_rem(readiness.len()));
        let order = route.order(plan);
        let mut tried: Vec<usize> = order.into_iter().map(|(target, _)| target).collect();
        tried.sort_unstable();
        prop_assert_eq!(tried, (0..readiness.len()).collect::<Vec<_>>());
    }
}
