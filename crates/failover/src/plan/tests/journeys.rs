//! What holds of every request, whatever its route is like and whatever becomes of its attempts.

use std::collections::BTreeMap;

use proptest::prelude::{ProptestConfig, prop_assert, prop_assert_eq, prop_assert_ne, proptest};

use super::super::pick::RAMPING;
use super::super::unready::USEFUL;
use super::walk::{Taken, walk};
use super::world::{Seen, World, world};
use super::*;
use crate::balance::admits;

/// The tiers in which somebody is ready, and whether each has its turn.
fn ready_tiers(world: &World, taken: &Taken) -> Vec<(usize, bool)> {
    let seen = Seen(world, taken.at);
    let mut shares: BTreeMap<usize, u8> = BTreeMap::new();
    for left in taken.ready(world) {
        let share = shares.entry(world.targets[left.target].tier).or_default();
        *share = seen.readiness(left.target).share().max(*share);
    }
    let has_its_turn = |tier, share| admits(share, seen.draw(RAMPING ^ tier as u64));
    shares.into_iter().map(|(tier, share)| (tier, has_its_turn(tier, share))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn every_attempt_has_a_cause_of_its_own(world in world()) {
        let steps = walk(&world);
        let mut repairs = 0;
        for taken in &steps {
            let Some(visit) = taken.visit() else { continue };
            if visit.reason == Reason::Repair {
                repairs += 1;
                prop_assert!(taken.repairs, "{:?}", taken);
                prop_assert_eq!(taken.last.map(|(target, _)| target), Some(visit.target));
            } else {
                let is_left = taken.left.iter().any(|left| left.target == visit.target);
                prop_assert!(is_left, "asked before, or outgrown: {:?}", taken);
            }
        }
        prop_assert!(repairs <= 1);
        let last = steps.last().expect("a step");
        prop_assert!(last.visits <= world.targets.len() + repairs + last.put_backs);
        // Nobody who was put back is ready again sooner, and until then patience runs.
        let most = world.targets.len() as u128 * (world.patience.as_millis() / SOONEST.as_millis() + 2);
        prop_assert!(last.put_backs as u128 <= most);
    }

    #[test]
    fn the_attempt_budget_is_never_overdrawn_nor_the_deadline_passed(world in world()) {
        for taken in walk(&world) {
            if taken.visit().is_some() {
                prop_assert!(taken.attempts_left > 0);
                prop_assert!(taken.at < world.time);
            }
        }
    }

    #[test]
    fn a_wait_is_within_the_patience_and_leaves_time_to_answer(world in world()) {
        let mut waited = Duration::ZERO;
        for taken in walk(&world) {
            let Step::Wait { until } = taken.step else { continue };
            let wait = until - world.start - taken.at;
            prop_assert!(wait >= SOONEST && wait <= taken.patience);
            prop_assert!(taken.at + wait + USEFUL <= world.time);
            prop_assert!(taken.ready(&world).is_empty(), "somebody could be asked at once");
            let soonest = taken.soonest(&world).expect("somebody fits").max(SOONEST);
            prop_assert!(wait >= soonest && wait <= soonest + soonest / 10, "spread by a tenth");
            waited += wait;
        }
        prop_assert!(waited <= world.patience);
    }

    #[test]
    fn nobody_is_asked_who_lacks_something_and_only_a_last_resort_is_not_ready(world in world()) {
        for taken in walk(&world) {
            let Some(visit) = taken.visit() else { continue };
            prop_assert_eq!(world.targets[visit.target].lack, None);
            let ready = taken.ready(&world);
            match visit.reason {
                Reason::Repair => {}
                Reason::LastResort => {
                    prop_assert!(ready.is_empty());
                    let wait = taken.soonest(&world).expect("somebody fits");
                    let is_soon = wait.max(SOONEST) <= taken.patience
                        && taken.at.saturating_add(wait.max(SOONEST)).saturating_add(USEFUL) <= world.time;
                    let why = match world.settings.unready {
                        Unready::Wait => !is_soon,
                        Unready::BestOfBad => true,
                        Unready::Reject => wait == Duration::MAX,
                    };
                    prop_assert!(why, "{:?}", taken);
                    let of = taken.left.iter().find(|left| left.target == visit.target);
                    prop_assert_eq!(of.map(|left| world.wait_for(left, taken.at)), Some(wait));
                }
                _ => prop_assert!(ready.iter().any(|left| left.target == visit.target)),
            }
        }
    }

    #[test]
    fn a_later_tier_is_asked_only_if_none_of_an_earlier_one_is_ready_and_has_its_turn(world in world()) {
        for taken in walk(&world) {
            let Some(visit) = taken.visit() else { continue };
            if matches!(visit.reason, Reason::Order | Reason::Balance(_)) {
                let tiers = ready_tiers(&world, &taken);
                // A part of its share is better than nothing.
                let first = tiers.first().map(|(tier, _)| *tier);
                let in_turn = tiers.iter().find(|(_, has_its_turn)| *has_its_turn);
                prop_assert_eq!(Some(visit.tier), in_turn.map(|(tier, _)| *tier).or(first));
            }
        }
    }

    #[test]
    fn the_preferred_target_is_asked_first_if_it_is_ready(world in world()) {
        for taken in walk(&world) {
            let Some(visit) = taken.visit() else { continue };
            let is_ready = |it: &usize| taken.ready(&world).iter().any(|left| left.target == *it);
            let next = world.preferred.filter(is_ready).filter(|_| !taken.had_preferred);
            match visit.reason {
                Reason::Repair => {}
                Reason::Preferred => prop_assert_eq!(next, Some(visit.target)),
                _ => prop_assert_eq!(next, None),
            }
        }
    }

    #[test]
    fn a_target_may_take_half_of_what_remains_if_another_could_follow(world in world()) {
        for taken in walk(&world) {
            let Some(visit) = taken.visit() else { continue };
            let others = |left: &&walk::Left| left.target != visit.target;
            let left = world.time - taken.at;
            let mut waits = taken.left.iter().filter(others).map(|it| world.wait_for(it, taken.at));
            let could = waits.any(|wait| wait < left);
            let ready = taken.ready(&world).iter().filter(others).count();
            let share = visit.leave_by.map(|by| by - world.start - taken.at);
            prop_assert_eq!(share, (could && taken.attempts_left > 1).then_some(left / 2));
            let most = taken.attempts_left - 1;
            prop_assert_eq!(visit.alternatives, most.min(u32::try_from(ready).expect("few")));
        }
    }

    #[test]
    fn a_silent_target_is_hedged_by_another_one_that_is_ready(world in world()) {
        for taken in walk(&world) {
            let Some(visit) = taken.visit() else { continue };
            prop_assert_eq!(taken.hedge.is_some(), visit.alternatives > 0);
            if let Some(hedge) = taken.hedge {
                prop_assert_ne!(hedge.target, visit.target);
                let is_ready = taken.ready(&world).iter().any(|left| left.target == hedge.target);
                prop_assert!(is_ready && hedge.reason == Reason::Hedge);
            }
        }
    }

    #[test]
    fn the_same_luck_takes_the_same_steps(world in world()) {
        prop_assert_eq!(walk(&world), walk(&world));
    }

    #[test]
    fn a_plan_ends_for_the_reason_it_names(world in world()) {
        let steps = walk(&world);
        let last = steps.last().expect("a step");
        let Step::GiveUp(reason) = last.step else { panic!("{last:?}") };
        let fits = last.left.iter().any(|left| world.fits(left));
        match first_reason(&world, last) {
            Some(expected) => prop_assert_eq!(reason, expected),
            None if fits => {
                prop_assert_eq!(world.settings.unready, Unready::Reject);
                prop_assert!(last.ready(&world).is_empty() && !last.repairs);
                let wait = last.soonest(&world).expect("somebody fits");
                prop_assert!(wait < Duration::MAX);
                prop_assert_eq!(reason, Reason::NoneReady(wait));
            }
            None => {
                let mut lacks = last.left.iter().map(|left| world.targets[left.target].lack);
                let mut is_one = |named| lacks.any(|lack| lack == Some(named));
                match reason {
                    Reason::NoneFits(named) => prop_assert!(is_one(named)),
                    _ => prop_assert_eq!((reason, last.left.len()), (Reason::AllTried, 0)),
                }
            }
        }
    }
}

/// Why the plan would end even if somebody could be asked.
fn first_reason(world: &World, last: &Taken) -> Option<Reason> {
    let is_gone_around = |kind: ErrorKind| {
        kind == ErrorKind::ContentPolicy && world.settings.refusals == Refusals::RouteAround
    };
    let ends = |kind: &ErrorKind| !kind.may_fail_over() && !is_gone_around(*kind);
    if let Some(kind) = last.last.map(|(_, kind)| kind).filter(ends) {
        return Some(Reason::NotElsewhere(kind));
    }
    if last.at >= world.time {
        return Some(Reason::Deadline);
    }
    (last.attempts_left == 0).then_some(Reason::Attempts)
}
