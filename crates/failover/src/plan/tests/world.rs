//! Routes of any kind, and whatever may become of the attempts.

use proptest::prelude::{Just, any, prop, prop_oneof};
use proptest::strategy::Strategy as Chance;

use super::*;

/// A route, a request for it, and what becomes of its attempts.
#[derive(Clone, Debug)]
pub(super) struct World {
    pub(super) start: Instant,
    pub(super) targets: Vec<Target>,
    pub(super) settings: Settings,
    pub(super) patience: Duration,
    pub(super) preferred: Option<usize>,
    pub(super) attempts: u32,
    pub(super) time: Duration,
    /// What becomes of the attempts, in order; after the last again from the first.
    pub(super) fates: Vec<Fate>,
    pub(super) luck: u64,
}

#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) tier: usize,
    pub(super) readiness: Readiness,
    pub(super) lack: Option<Lack>,
    pub(super) context: Option<u64>,
}

/// How an attempt fails, and after how long.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fate {
    pub(super) took: Duration,
    pub(super) how: How,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum How {
    /// The target was not asked, and may be after so long.
    Refused(ErrorKind, Duration),
    /// It was asked; perhaps the request could be sent again without what it rejects.
    Failed(ErrorKind, bool),
}

/// The world at one moment after its start.
pub(super) struct Seen<'w>(pub(super) &'w World, pub(super) Duration);

impl World {
    pub(super) fn plan(&self) -> Plan {
        let tiers: Vec<usize> = self.targets.iter().map(|target| target.tier).collect();
        Plan::new(&tiers, self.preferred, &self.settings)
    }

    pub(super) fn situation<'s>(&self, seen: &'s Seen<'_>, attempts_left: u32) -> Situation<'s> {
        let deadline = Deadline::after(self.start, self.time);
        let now = self.start + seen.1;
        Situation { now, deadline, answer_by: deadline.moment(), attempts_left, outlook: seen }
    }
}

impl Outlook for Seen<'_> {
    /// What is not ready becomes so with time, or never does.
    fn readiness(&self, target: usize) -> Readiness {
        match self.0.targets[target].readiness {
            NotBefore(wait) if wait <= self.1 => Ready,
            NotBefore(wait) => NotBefore(wait - self.1),
            other => other,
        }
    }

    fn lack(&self, target: usize) -> Option<Lack> {
        self.0.targets[target].lack
    }

    fn context(&self, target: usize) -> Option<u64> {
        self.0.targets[target].context
    }

    fn candidate(&self, target: usize, share: u8) -> Candidate {
        let (score, weight, cost) = (target as f64, 1 + target as u32 % 3, 1.0);
        Candidate { target, score, in_flight: 0, weight, cost, share }
    }

    fn draw(&self, purpose: u64) -> u64 {
        (self.0.luck ^ purpose).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }

    fn turn(&self, _: Strategy) -> u64 {
        self.0.luck
    }
}

/// Any world.
pub(super) fn world() -> impl Chance<Value = World> {
    let settings = (
        prop::sample::select(Strategy::ALL.to_vec()),
        prop::sample::select(vec![
            Unready::Wait,
            Unready::Wait,
            Unready::BestOfBad,
            Unready::Reject,
        ]),
        prop::sample::select(vec![Refusals::Return, Refusals::RouteAround]),
        millis(8_000),
    );
    let settings = settings.prop_map(|(balance, unready, refusals, patience)| {
        let settings = Settings::default().balance(balance).unready(unready);
        (settings.refusals(refusals).patience(patience), patience)
    });
    let request = (any::<Option<u8>>(), 0..12_u32, millis(90_000), any::<u64>());
    let fates = prop::collection::vec(fate(), 1..24);
    (prop::collection::vec(target(), 0..7), settings, request, fates).prop_map(
        |(mut targets, (settings, patience), (preferred, attempts, time, luck), fates)| {
            targets.sort_by_key(|target| target.tier);
            let preferred = preferred.and_then(|it| usize::from(it).checked_rem(targets.len()));
            let start = start();
            World { start, targets, settings, patience, preferred, attempts, time, fates, luck }
        },
    )
}

fn target() -> impl Chance<Value = Target> {
    let readiness = prop_oneof![
        4 => Just(Ready),
        2 => (0..100_u8).prop_map(Ramping),
        2 => millis(20_000).prop_map(NotBefore),
        1 => Just(Unavailable),
    ];
    let lack = prop::sample::select(vec![Lack::Tools, Lack::Context]);
    let context = prop::sample::select(vec![4_000, 8_000, 32_000]);
    let (lack, context) = (prop::option::weighted(0.15, lack), prop::option::of(context));
    (0..4_usize, readiness, lack, context).prop_map(|(tier, readiness, lack, context)| Target {
        tier,
        readiness,
        lack,
        context,
    })
}

fn fate() -> impl Chance<Value = Fate> {
    use ErrorKind::{
        AtCapacity, Auth, CircuitOpen, Connect, ContentPolicy, ContextLength, InvalidRequest,
        Overloaded, RateLimited, Server, Timeout, UnsupportedParameter,
    };
    let elsewhere = vec![
        Connect,
        Server,
        Overloaded,
        RateLimited,
        Timeout,
        Auth,
        ContextLength,
        UnsupportedParameter,
    ];
    let failed = |kinds: Vec<ErrorKind>| {
        (prop::sample::select(kinds), any::<bool>())
            .prop_map(|(kind, may)| How::Failed(kind, may && kind == UnsupportedParameter))
    };
    let refused = (prop::sample::select(vec![CircuitOpen, AtCapacity]), millis(6_000));
    let how = prop_oneof![
        6 => failed(elsewhere),
        1 => failed(vec![InvalidRequest, ContentPolicy]),
        4 => refused.prop_map(|(kind, wait)| How::Refused(kind, wait.max(SOONEST))),
    ];
    let took = prop_oneof![3 => Just(Duration::ZERO), 1 => millis(40_000)];
    (took, how).prop_map(|(took, how)| Fate { took, how })
}

fn millis(most: u64) -> impl Chance<Value = Duration> {
    (0..=most).prop_map(Duration::from_millis)
}
