//! Who goes on with an answer that broke off.

use proptest::prelude::{any, prop, prop_assert, proptest};
use proptest::strategy::Strategy as Chance;

use super::super::{Resume, ResumePlan, Source};
use super::world::{Seen, World, world};
use super::*;

#[derive(Clone, Debug)]
struct Ability {
    prefills: bool,
    same_model: bool,
}

fn abilities() -> impl Chance<Value = Vec<Ability>> {
    let ability = any::<(bool, bool)>();
    let ability = ability.prop_map(|(prefills, same_model)| Ability { prefills, same_model });
    prop::collection::vec(ability, 7)
}

/// What each target could do for an answer of this one.
fn sources(world: &World, abilities: &[Ability], answered: usize) -> Vec<Source> {
    let sources = abilities.iter().zip(0..world.targets.len());
    let source = |(ability, target): (&Ability, usize)| Source {
        target,
        is_the_same: target == answered,
        prefills: ability.prefills,
        same_model: ability.same_model,
    };
    sources.map(source).collect()
}

/// All ways that are tried if each of them fails like this.
fn ways(world: &World, plan: &mut ResumePlan, failure: &Error) -> Vec<Resume> {
    let seen = Seen(world, Duration::ZERO);
    let (mut ways, mut left) = (Vec::new(), world.attempts);
    while let Some(way) =
        plan.next((!ways.is_empty()).then_some(failure), &world.situation(&seen, left))
    {
        ways.push(way);
        left = left.saturating_sub(1);
    }
    ways
}

proptest! {
    #[test]
    fn an_answer_is_gone_on_with_only_where_that_can_be_right(
        world in world(), abilities in abilities(), answered in 0..7_usize, silent: bool,
    ) {
        let broken = Error::new(if silent { ErrorKind::Timeout } else { ErrorKind::Cut });
        let all = sources(&world, &abilities, answered);
        // Who rejects it outright has not billed it.
        let rejects = Error::new(ErrorKind::InvalidRequest);
        let ways = ways(&world, &mut ResumePlan::new(&broken, &all), &rejects);
        prop_assert!(ways.len() <= world.attempts as usize);
        let (seen, is_restart) = (Seen(&world, Duration::ZERO), |way: &Resume| matches!(way, Resume::Restart(_)));
        prop_assert!(ways.is_sorted_by_key(is_restart), "what was said comes first: {:?}", ways);
        for (at, way) in ways.iter().enumerate() {
            let source = all[way.target()];
            let able = if is_restart(way) { source.same_model } else { source.prefills };
            prop_assert!(able);
            prop_assert!(seen.readiness(way.target()).is_ready() && seen.lack(way.target()).is_none());
            prop_assert!(!ways[..at].contains(way), "each way is gone once");
            let order = |source: Source| (!source.same_model, source.is_the_same);
            let mut earlier = ways[..at].iter().filter(|before| is_restart(before) == is_restart(way));
            let in_order = earlier.all(|before| order(all[before.target()]) <= order(source));
            prop_assert!(in_order, "the model that began comes first, and who broke off last");
        }
    }

    #[test]
    fn nothing_follows_an_attempt_that_may_be_billed(
        world in world(), abilities in abilities(), billed: bool,
    ) {
        let all = sources(&world, &abilities, 0);
        let mut plan = ResumePlan::new(&Error::new(ErrorKind::Cut), &all);
        let failure = Error::new(if billed { ErrorKind::Cut } else { ErrorKind::Auth });
        let failure = failure.with_delivery(osier_core::Delivery::Answered);
        let ways = ways(&world, &mut plan, &failure);
        prop_assert!(!billed || ways.len() <= 1);
    }

    #[test]
    fn nothing_is_gone_on_with_that_nobody_waits_for_or_that_would_be_the_same_again(world in world(), abilities in abilities()) {
        let kinds = [ErrorKind::Cancelled, ErrorKind::ContentPolicy, ErrorKind::InvalidRequest, ErrorKind::DeadlineExceeded];
        for kind in kinds {
            prop_assert!(ResumePlan::new(&Error::new(kind), &sources(&world, &abilities, 0)).is_empty());
        }
    }
}
