//! Histories at random: levels that do as they like, requests that take their time, hands that pin.

use std::time::{Duration, Instant};

use osier_core::Level;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::scene::{LEVELS, ms, secs, start};
use crate::{Controller, Moved, Settings, Ticket, Verdict, Weights};

/// How a level treats its requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manner {
    Answers,
    Fails,
    /// Refuses, and says beforehand that it will.
    Unready,
    /// Serves those that try it, and fails when all come.
    Deceives,
    /// Every so many fail.
    EachFails(u64),
    /// Its callers leave.
    Neutral,
}

/// A time in which everything stays as it is.
#[derive(Clone, Debug)]
pub(super) struct Spell {
    pub(super) length: Duration,
    pub(super) gap: Duration,
    pub(super) answer: Duration,
    pub(super) manners: [Manner; 5],
    pub(super) is_strained: bool,
}

#[derive(Clone, Debug)]
pub(super) struct World {
    pub(super) settings: Settings,
    pub(super) levels: Vec<Level>,
    pub(super) controller: Controller,
    pub(super) now: Instant,
    /// Requests under way: when they end, and how.
    pub(super) open: Vec<(Instant, Ticket, Verdict)>,
    pub(super) moves: Vec<Moved>,
    /// The tickets of trials that were not drawn.
    pub(super) paced: Vec<(Instant, Ticket)>,
    pub(super) luck: u64,
}

impl World {
    pub(super) fn new((settings, levels): (Settings, Vec<Level>)) -> Self {
        settings.check().unwrap();
        let controller = Controller::new(settings, levels.iter().copied());
        let (open, moves, paced) = (Vec::new(), Vec::new(), Vec::new());
        Self { settings, levels, controller, now: start(), open, moves, paced, luck: 7 }
    }

    pub(super) fn live(mut self, spells: &[Spell]) -> Self {
        for spell in spells {
            let end = self.now + spell.length;
            while self.now < end {
                self.request(spell);
                self.now += spell.gap;
            }
        }
        self
    }

    /// One request comes, after those that have ended meanwhile are recorded.
    pub(super) fn request(&mut self, spell: &Spell) {
        self.settle();
        let ticket = self.assign(spell);
        let verdict = self.verdict(spell.manners[ticket.level as usize], ticket);
        self.open.push((self.now + spell.answer, ticket, verdict));
        self.settle();
    }

    pub(super) fn assign(&mut self, spell: &Spell) -> Ticket {
        let draw = self.luck();
        let is_ready = |level: Level| spell.manners[level as usize] != Manner::Unready;
        let ticket = self.controller.assign(self.now, spell.is_strained, draw, is_ready);
        // Beside stored answers there is nothing to be careful of.
        let is_live = self.controller.standing().level.is_live();
        if ticket.is_trial && is_live && draw >= self.settings.trial_share {
            self.paced.push((self.now, ticket));
        }
        self.check(ticket);
        ticket
    }

    pub(super) fn settle(&mut self) {
        let (ended, open) = self.open.iter().partition(|(end, ..)| *end <= self.now);
        self.open = open;
        let mut ended: Vec<_> = ended;
        ended.sort_by_key(|(end, ..)| *end);
        for (end, ticket, verdict) in ended {
            self.moves.extend(self.controller.record(end, ticket, verdict));
        }
    }

    /// What holds at any time.
    fn check(&self, ticket: Ticket) {
        let standing = self.controller.standing();
        assert!(self.levels.contains(&standing.level), "{standing:?} of {:?}", self.levels);
        assert!(self.levels.contains(&ticket.level), "{ticket:?} of {:?}", self.levels);
        assert_eq!(ticket.is_trial, ticket.level != standing.level, "{ticket:?} at {standing:?}");
        assert!(ticket.level <= standing.level, "{ticket:?} at {standing:?}");
        if let Some(trial) = standing.trial {
            assert!(trial < standing.level && trial.is_live() && self.levels.contains(&trial));
        }
    }

    fn verdict(&mut self, manner: Manner, ticket: Ticket) -> Verdict {
        match manner {
            Manner::Answers => Verdict::Answered,
            Manner::Deceives if ticket.is_trial => Verdict::Answered,
            Manner::EachFails(each) if self.next().is_multiple_of(each) => Verdict::Failed,
            Manner::EachFails(_) => Verdict::Answered,
            Manner::Fails | Manner::Deceives => Verdict::Failed,
            Manner::Unready => Verdict::Unready,
            Manner::Neutral => Verdict::Neutral,
        }
    }

    pub(super) fn luck(&mut self) -> f64 {
        self.next() as f64 / (1_u64 << 31) as f64
    }

    fn next(&mut self) -> u64 {
        self.luck = self.luck.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        self.luck >> 33
    }
}

/// All of the levels that there may be, under settings that differ where it matters.
pub(super) fn worlds() -> impl Strategy<Value = World> {
    let base = Settings::default();
    let alarmed = Weights { shedding: 1.0, ..Weights::default() };
    let settings = select(vec![
        base,
        base,
        base.window(secs(5)).hold_max(secs(5)).minimum_calls(1),
        base.trial_calls(1).trial_share(1.0),
        base.trial(secs(60)).trial_calls(3).window(secs(10)).weights(alarmed),
        base.down_at(0.2).dead_at(0.2).clean_at(0.19).minimum_calls(3),
    ]);
    let levels = subsequence(LEVELS[1..].to_vec(), 0..=4)
        .prop_map(|worse| [Level::Full].into_iter().chain(worse).collect::<Vec<_>>());
    (settings, levels).prop_map(World::new)
}

pub(super) fn manners() -> impl Strategy<Value = [Manner; 5]> {
    let manner = prop_oneof![
        3 => Just(Manner::Answers),
        3 => Just(Manner::Fails),
        1 => Just(Manner::Unready),
        1 => Just(Manner::Deceives),
        1 => (1..12_u64).prop_map(Manner::EachFails),
        1 => Just(Manner::Neutral),
    ];
    [manner.clone(), manner.clone(), manner.clone(), manner.clone(), manner]
}

pub(super) fn spells() -> impl Strategy<Value = Vec<Spell>> {
    let times = (1_u64..80, select(vec![50_u64, 300, 1900, 9000]), select(vec![0, 0, 700, 20_000]));
    let spell = (times, manners(), prop::bool::weighted(0.2)).prop_map(
        |((length, gap, answer), manners, is_strained)| Spell {
            length: secs(length),
            gap: ms(gap),
            answer: ms(answer),
            manners,
            is_strained,
        },
    );
    prop::collection::vec(spell, 0..12)
}

/// Worlds in which something has been.
pub(super) fn lived() -> impl Strategy<Value = World> {
    (worlds(), spells()).prop_map(|(world, spells)| world.live(&spells))
}
