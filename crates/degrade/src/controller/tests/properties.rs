//! What holds whatever happens.

use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::world::{Manner, Spell, World, lived, manners, spells, worlds};
use super::*;
use Level::Full;
use Verdict::{Answered, Failed, Neutral, Unready};

/// The moves that go the other way than the one before.
fn reversals(moves: &[Moved]) -> Vec<Instant> {
    let is_up = |moved: &Moved| moved.to < moved.from;
    let pairs = moves.windows(2).filter(|pair| is_up(&pair[0]) != is_up(&pair[1]));
    pairs.map(|pair| pair[1].at).collect()
}

/// Within which it is back at full, as the documentation has it.
fn bound(world: &World, answer: Duration) -> Duration {
    let Settings { window, hold_max, trial, trial_calls, .. } = world.settings;
    let live = world.levels.iter().filter(|level| level.is_live()).count() as u32;
    live * (hold_max + window + 2 * (trial + 2 * trial / trial_calls + answer))
}

/// Full does well again, the others do as they do.
fn restored(manners: [Manner; 5], gap: Duration, answer: Duration) -> Spell {
    let [_, reduced, minimal, cached, offline] = manners;
    // Callers who leave everywhere tell nothing, and are waited for.
    let manners = [Manner::Answers, reduced, minimal, cached, offline]
        .map(|manner| if manner == Manner::Neutral { Manner::Fails } else { manner });
    Spell { length: ms(1), gap, answer, manners, is_strained: false }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) })]

    #[test]
    fn it_turns_round_once_in_a_window_at_most(world in worlds(), spells in spells()) {
        let world = world.live(&spells);
        for pair in reversals(&world.moves).windows(2) {
            prop_assert!(pair[1] - pair[0] >= world.settings.window, "{:?}", world.moves);
        }
    }

    #[test]
    fn it_is_back_at_full_within_the_bound_whatever_was_and_whatever_other_levels_do(
        mut world in lived(),
        moods in prop::collection::vec(manners(), 1..5),
        mood in 1_u64..200,
        pace in 1_u32..=10,
        answer in select(vec![0_u64, 500, 30_000]),
    ) {
        let answer = ms(answer).min(world.settings.hold_max);
        let gap = world.settings.trial / world.settings.trial_calls * pace / 10;
        let moods: Vec<_> = moods.into_iter().map(|it| restored(it, gap, answer)).collect();
        let (begin, bound) = (world.now, bound(&world, answer));
        for (end, ..) in &mut world.open {
            *end = (*end).min(begin + answer);
        }
        while world.controller.standing().level != Full || world.now <= begin + answer {
            prop_assert!(world.now - begin <= bound, "{:?} after {bound:?}", world.controller);
            let round = (world.now - begin).as_secs() / mood;
            world.request(&moods[round as usize % moods.len()]);
            world.now += gap;
            world.settle();
        }
        let moves = world.moves.len();
        let world = world.live(&[Spell { length: 2 * bound, gap: 5 * gap, ..moods[0].clone() }]);
        prop_assert_eq!(&world.moves[moves..], []);
    }

    #[test]
    fn who_says_nothing_about_the_level_changes_nothing(
        mut world in lived(),
        is_strained: bool,
        count in 1_usize..200,
    ) {
        let spell = Spell { is_strained, ..restored([Manner::Fails; 5], ms(10), ms(0)) };
        let tickets: Vec<_> = (0..count).map(|_| world.assign(&spell)).collect();
        let before = format!("{:?}", world.controller);
        for ticket in tickets {
            prop_assert_eq!(world.controller.record(world.now, ticket, Neutral), None);
        }
        prop_assert_eq!(before, format!("{:?}", world.controller));
    }

    #[test]
    fn a_pin_holds_until_it_is_released(
        mut world in lived(),
        level in select(LEVELS.to_vec()),
        spells in spells(),
    ) {
        world.controller.pin(world.now, level);
        let pinned = world.controller.standing();
        let alike = || world.levels.iter().filter(|it| it.is_live() == level.is_live());
        let worse = alike().find(|it| **it >= level);
        match (worse, alike().next_back()) {
            (Some(nearest), _) | (None, Some(nearest)) => prop_assert_eq!(&pinned.level, nearest),
            (None, None) => prop_assert!(pinned.level.is_live(), "nobody asked for stored words"),
        }
        let mut world = World { moves: Vec::new(), paced: Vec::new(), ..world }.live(&spells);
        prop_assert_eq!(world.controller.standing(), pinned);
        prop_assert!(world.moves.is_empty() && world.paced.is_empty());
        world.controller.release(world.now);
        let moves = world.open.drain(..).filter_map(|(_, ticket, _)| {
            world.controller.record(world.now, ticket, Failed)
        });
        prop_assert_eq!(moves.count(), 0);
        prop_assert_eq!(world.controller.standing().level, Full);
    }

    #[test]
    fn what_is_worse_never_leads_to_a_better_level(
        world in lived(),
        which: Index,
        (bad, is_strained) in select(vec![(Failed, false), (Failed, true), (Unready, false), (Answered, true)]),
        (calm, later) in (0_u64..60, 0_u64..5_000),
        manners in manners(),
    ) {
        let spell = restored(manners, ms(300), ms(0));
        let mut world = world.live(&[Spell { length: secs(calm), answer: secs(5), ..spell.clone() }]);
        let fresh = world.assign(&spell);
        let open: Vec<_> = world.open.iter().map(|(_, ticket, _)| *ticket).chain([fresh]).collect();
        let ticket = *which.get(&open);
        world.now += ms(later);
        let (mut better, mut worse) = (world.controller.clone(), world.controller.clone());
        better.record(world.now, Ticket { is_strained: false, ..ticket }, Answered);
        worse.record(world.now, Ticket { is_strained, ..ticket }, bad);
        let level = |controller: &Controller| controller.standing().level;
        prop_assert!(level(&better) <= level(&worse), "{better:?}, {worse:?}");
        prop_assert!(level(&better) <= world.controller.standing().level, "an answer takes nobody down");
        if bad != Answered {
            prop_assert!(level(&worse) >= world.controller.standing().level, "a failure lifts nobody");
        }
    }

    #[test]
    fn where_more_fails_it_settles_no_higher(
        world in worlds(),
        one in 0_u32..=20,
        other in 0_u32..=20,
        is_strained: bool,
    ) {
        let (few, many) = (one.min(other), one.max(other));
        let settled = |share| settled(&world, f64::from(share) / 20.0, is_strained);
        prop_assert!(settled(few) <= settled(many), "{few} and {many} of 20");
    }

    #[test]
    fn besides_its_share_a_trial_gets_no_more_than_its_pace(world in lived()) {
        let pace = world.settings.trial / world.settings.trial_calls;
        for three in world.paced.windows(3) {
            let [(first, one), _, (last, other)] = three else { unreachable!() };
            if one.epoch == other.epoch {
                prop_assert!(*last - *first >= pace, "{three:?}");
            }
        }
    }

    #[test]
    fn calm_is_what_is_assigned(mut world in lived(), is_strained: bool, draw in 0.0..1.0_f64) {
        if let Some(calm) = world.controller.calm() {
            let ticket = world.controller.assign(world.now, is_strained, draw, |_| true);
            prop_assert_eq!(ticket, Ticket { is_strained, ..calm });
        }
    }

    #[test]
    fn a_window_holds_five_sixths_of_its_length_and_no_more_than_all(
        length in 6_u64..60_000,
        waits in prop::collection::vec((0_u64..20_000, 1_u64..4), 1..60),
    ) {
        let mut window = Window::new(ms(length));
        let (mut now, mut moments) = (start(), Vec::new());
        let check = |window: &Window, now: Instant, moments: &[Instant]| {
            let within = |span| moments.iter().filter(|it| now - **it < span).count() as u32;
            let calls = window.tally(now).calls;
            calls >= within(ms(length) * 5 / 6) && calls <= within(ms(length))
        };
        for (wait, divisor) in waits {
            now += ms(wait / divisor / divisor);
            window.add(now, Call { verdict: Answered, is_strained: false });
            moments.push(now);
            prop_assert!(check(&window, now, &moments), "{window:?} of {moments:?}");
            let later = now + ms(wait);
            prop_assert!(check(&window, later, &moments), "{wait} ms later: {window:?} of {moments:?}");
        }
    }
}

/// The level it stands at most of the time once it has found its place, where this share fails everywhere, as
/// evenly as can be.
fn settled(world: &World, share: f64, is_strained: bool) -> Level {
    let settings = Settings::default().minimum_calls(20);
    let mut world = World::new((settings, world.levels.clone()));
    let spell = Spell { is_strained, ..restored([Manner::Answers; 5], ms(200), ms(0)) };
    let (mut owed, mut stood) = ([0.0; 5], [0; 5]);
    for round in 0..6000 {
        let ticket = world.assign(&spell);
        let owed = &mut owed[ticket.level as usize];
        *owed += share;
        let verdict = if *owed > 0.999 { Failed } else { Answered };
        *owed -= f64::from(verdict == Failed);
        world.controller.record(world.now, ticket, verdict);
        world.now += spell.gap;
        stood[world.controller.standing().level as usize] += usize::from(round >= 3000);
    }
    LEVELS.into_iter().max_by_key(|level| stood[*level as usize]).unwrap()
}
