//! What all requests of one route share.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use osier_core::{Context, Readiness, Request};

use crate::balance::{Candidate, cost};
use crate::hedging::HedgeBudget;
use crate::needs::{Needs, lack};
use crate::plan::{Outlook, Plan};
use crate::{Lack, Settings, Strategy, Target, Unready};

/// The targets of a route, and how it behaves. Its clones take turns and hedge together.
#[derive(Clone, Debug)]
pub(crate) struct Route {
    pub(crate) id: Arc<str>,
    pub(crate) targets: Vec<Target>,
    /// The tier of each target.
    pub(crate) tiers: Vec<usize>,
    pub(crate) settings: Settings,
    pub(crate) hedges: Option<Arc<HedgeBudget>>,
    turns: Arc<AtomicU64>,
}

impl Route {
    pub(crate) fn new(id: Arc<str>, settings: Settings) -> Self {
        let hedges = settings.hedge.map(|hedge| Arc::new(HedgeBudget::new(&hedge)));
        let (targets, tiers) = (Vec::new(), Vec::new());
        Self { id, targets, tiers, settings, hedges, turns: Arc::default() }
    }

    pub(crate) fn add_tier(&mut self, targets: impl IntoIterator<Item = Target>) {
        let tier = self.tiers.last().map_or(0, |last| last + 1);
        self.targets.extend(targets);
        self.tiers.resize(self.targets.len(), tier);
    }

    pub(crate) fn plan(&self, context: &Context) -> Plan {
        let preferred = context.preferred().and_then(|preferred| {
            self.targets.iter().position(|target| preferred == &**target.name())
        });
        let plan = Plan::new(&self.tiers, preferred, &self.settings);
        let may_leave = context.has_alternative() || context.is_hurried();
        if may_leave { plan.without_patience() } else { plan }
    }

    /// Whether an answer that is unlikely is better than none.
    pub(crate) fn insists(&self) -> bool {
        self.settings.unready == Unready::BestOfBad
    }

    /// Whether load is to be balanced anywhere.
    pub(crate) fn balances(&self) -> bool {
        self.tiers.windows(2).any(|pair| pair.first() == pair.last())
    }

    /// Whether any of them goes on with what another one began.
    pub(crate) fn can_prefill(&self) -> bool {
        self.targets.iter().any(|target| target.declarations().prefill.is_some())
    }
}

/// What a request weighs.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Weight {
    /// About the tokens of its prompt.
    pub(crate) prompt: u64,
    /// About the tokens of its answer.
    pub(crate) answer: u64,
    /// Whether the answer is streamed.
    pub(crate) stream: bool,
}

impl Weight {
    pub(crate) fn of(route: &Route, request: &Request) -> Self {
        if !route.balances() {
            // Another route may balance the same targets: a guess that costs nothing.
            let prompt = request.get("messages").map_or(1, |messages| messages.len() as u64 / 4);
            return Self { prompt, ..Self::default() };
        }
        Self {
            prompt: request.estimated_prompt_tokens(),
            answer: request.estimated_answer_tokens(),
            stream: request.wants_stream(),
        }
    }

    pub(crate) fn tokens(self) -> u64 {
        self.prompt.saturating_add(self.answer)
    }
}

/// The targets as one request sees them.
pub(crate) struct View<'a> {
    route: &'a Route,
    context: &'a Context,
    needs: &'a Needs<'a>,
    weight: Weight,
    now: Instant,
    /// Only looks: no turn is taken.
    looks: bool,
}

impl<'a> View<'a> {
    pub(crate) fn new(
        route: &'a Route,
        context: &'a Context,
        (needs, weight): (&'a Needs<'a>, Weight),
        now: Instant,
    ) -> Self {
        Self { route, context, needs, weight, now, looks: false }
    }

    /// The same for whoever only wants to know.
    pub(crate) fn looking(self) -> Self {
        Self { looks: true, ..self }
    }

    fn target(&self, place: usize) -> Option<&Target> {
        self.route.targets.get(place)
    }
}

impl Outlook for View<'_> {
    fn readiness(&self, target: usize) -> Readiness {
        let target = self.target(target);
        target.map_or(Readiness::Unavailable, |target| target.readiness(self.now))
    }

    fn lack(&self, target: usize) -> Option<Lack> {
        lack(self.target(target)?.declarations(), self.needs)
    }

    fn context(&self, target: usize) -> Option<u64> {
        self.target(target)?.declarations().context
    }

    fn candidate(&self, place: usize, share: u8) -> Candidate {
        let Weight { prompt, answer, stream } = self.weight;
        let tokens = self.weight.tokens();
        let target = self.target(place);
        let (load, declared) = (target.map(Target::load), target.map(Target::declarations));
        Candidate {
            target: place,
            score: load.map_or(f64::MAX, |load| load.score(self.now, tokens, stream)),
            in_flight: load.map_or(u64::MAX, |load| load.tokens_in_flight()),
            weight: declared.map_or(0, |declared| declared.weight),
            cost: declared.map_or(f64::MAX, |declared| cost(declared.price, prompt, answer)),
            share,
        }
    }

    fn draw(&self, purpose: u64) -> u64 {
        self.context.draw(purpose)
    }

    fn turn(&self, strategy: Strategy) -> u64 {
        match strategy {
            Strategy::RoundRobin if self.looks => self.route.turns.load(Ordering::Relaxed),
            Strategy::RoundRobin => self.route.turns.fetch_add(1, Ordering::Relaxed),
            _ => 0,
        }
    }
}
