//! Sending probes, and saying what their answers come to.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context as Task, Poll};
use std::time::{Duration, Instant};

use osier_core::{Context, Error, SharedClock, SharedObserver};

use crate::probe::{Answer, Finding, Known, ProbeSettings, Schedule, Situation};
use crate::{Circuit, Member, Roster};

/// How long a probe may take. A provider that cannot say that it is there in that time is not well.
const PATIENCE: Duration = Duration::from_secs(5);
/// The context lives a little longer, so that a provider that keeps its deadline itself is cut off
/// like any other.
const SPARE: Duration = Duration::from_secs(1);

/// The probes of all targets.
pub(super) struct Prober {
    roster: Arc<Roster>,
    clock: SharedClock,
    observer: SharedObserver,
    settings: Option<ProbeSettings>,
    /// Where the jitter comes from.
    chance: Context,
    /// In the order of the roster, to which targets are only ever added.
    probed: Vec<Probed>,
}

struct Probed {
    member: Arc<Member>,
    schedule: Schedule,
    under_way: Option<Flight>,
}

/// A probe under way; `None` is no answer in time.
type Flight = Pin<Box<dyn Future<Output = Option<Result<(), Error>>> + Send>>;

impl Prober {
    pub(super) fn new(
        clock: &SharedClock,
        observer: &SharedObserver,
        roster: &Arc<Roster>,
        chance: Context,
    ) -> Self {
        Self {
            roster: Arc::clone(roster),
            clock: Arc::clone(clock),
            observer: Arc::clone(observer),
            settings: roster.settings().probes,
            chance,
            probed: Vec::new(),
        }
    }

    /// Begins every probe that is due, and gives the moment of the next.
    pub(super) fn start_due(&mut self, now: Instant) -> Option<Instant> {
        let settings = self.settings?;
        let known = self.probed.len();
        let added = self.roster.members().into_iter().skip(known);
        self.probed.extend(added.map(Probed::new));
        let mut soonest: Option<Instant> = None;
        for probed in &mut self.probed {
            let next = probed.next(&settings, &self.chance, now);
            match next {
                Some(moment) if moment <= now => probed.begin(&self.clock, now),
                Some(moment) => soonest = Some(soonest.map_or(moment, |other| other.min(moment))),
                None => {}
            }
        }
        soonest
    }

    /// Ready once a probe was answered, with all that follows from it.
    pub(super) fn poll_answered(&mut self, cx: &mut Task<'_>) -> Poll<()> {
        let Some(settings) = self.settings else {
            return Poll::Pending;
        };
        let mut any = Poll::Pending;
        for probed in &mut self.probed {
            let answer = probed.under_way.as_mut().map(|flight| flight.as_mut().poll(cx));
            if let Some(Poll::Ready(answer)) = answer {
                probed.under_way = None;
                let now = self.clock.now();
                if probed.answered(answer.as_ref().map(|a| a.as_ref().copied()), &settings, now) {
                    probed.member.neighbours().probed_up(now, &*self.observer);
                }
                any = Poll::Ready(());
            }
        }
        any
    }
}

impl Probed {
    fn new(member: Arc<Member>) -> Self {
        Self { member, schedule: Schedule::default(), under_way: None }
    }

    fn next(
        &mut self,
        settings: &ProbeSettings,
        chance: &Context,
        now: Instant,
    ) -> Option<Instant> {
        let situation = situation(&self.member, now);
        let target = self.member.vitals().target();
        let next = self.schedule.next(&situation, settings, |count| {
            let mut hasher = DefaultHasher::new();
            (target, count).hash(&mut hasher);
            chance.draw_unit(hasher.finish())
        });
        self.member.note_probes_rejected(self.schedule.is_rejected());
        next
    }

    fn begin(&mut self, clock: &SharedClock, now: Instant) {
        self.schedule.begin(now);
        let (provider, clock) = (self.member.provider().clone(), Arc::clone(clock));
        self.under_way = Some(Box::pin(async move {
            let context = Context::builder(clock).id("probe").timeout(PATIENCE + SPARE).build();
            context.before(now + PATIENCE, provider.probe(&context)).await
        }));
    }

    /// Takes note of an answer. Whether it says that the target is back.
    fn answered(
        &mut self,
        answer: Option<Result<(), &Error>>,
        settings: &ProbeSettings,
        now: Instant,
    ) -> bool {
        let vitals = self.member.vitals();
        if let Some(answer) = answer {
            vitals.credential().probed(vitals.target(), answer, settings.up, now);
        }
        let known = Known {
            is_unreachable: vitals.unreachable(now).is_some(),
            met_a_request: vitals.in_flight() > 0
                || self.schedule.began() <= Some(vitals.last_end(now)),
        };
        let finding = self.schedule.answered(Answer::of(answer), known, settings);
        self.member.note_probes_rejected(self.schedule.is_rejected());
        if finding == Some(Finding::Unreachable) {
            let next = settings.interval_open.mul_f64(1.2) + PATIENCE + SPARE;
            vitals.is_unreachable(now, now + next);
        }
        let is_back = finding == Some(Finding::BackUp);
        if is_back {
            vitals.is_reachable(now);
        }
        is_back
    }
}

fn situation(member: &Member, now: Instant) -> Situation {
    let vitals = member.vitals();
    let (credential, target) = (vitals.credential(), vitals.target());
    let circuit = member.neighbours().circuit(now);
    // A circuit whose time is over lets the next request try: there is nothing to hasten.
    let is_open = circuit.state == Circuit::Open && circuit.retry_at.is_some();
    Situation {
        now,
        in_flight: vitals.in_flight(),
        last_end: vitals.last_end(now),
        last_success: vitals.last_success(),
        is_open: is_open || vitals.unreachable(now).is_some(),
        is_barred: matches!(circuit.state, Circuit::Cooling | Circuit::ForcedOpen),
        benched: credential.benched(target).map(|_| credential.is_worth_probing(target)),
    }
}
