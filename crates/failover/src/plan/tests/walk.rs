//! A request on its way through a route of any kind, and who could still have been asked at each step.

use super::world::{Fate, How, Seen, World};
use super::*;

/// A step, and what was known when it was taken.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Taken {
    pub(super) step: Step,
    /// After the start.
    pub(super) at: Duration,
    pub(super) attempts_left: u32,
    pub(super) patience: Duration,
    /// Those that could still be asked, whether ready or not.
    pub(super) left: Vec<Left>,
    /// How the attempt before failed.
    pub(super) last: Option<(usize, ErrorKind)>,
    /// Whether the attempt before is to be tried again without what was rejected.
    pub(super) repairs: bool,
    /// How many visits there were before, and whether the preferred target was among them.
    pub(super) visits: usize,
    pub(super) had_preferred: bool,
    /// How often somebody refused and was put back.
    pub(super) put_backs: usize,
    /// Who would be asked beside this one, if it were silent from its beginning on.
    pub(super) hedge: Option<Visit>,
}

/// Somebody who could still be asked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Left {
    pub(super) target: usize,
    pub(super) not_before: Duration,
}

/// All steps of one request, to the last.
pub(super) fn walk(world: &World) -> Vec<Taken> {
    let mut walk = Walk::new(world);
    let mut plan = world.plan();
    // Every wait takes patience, and every attempt its target: no walk is nearly as long.
    for _ in 0..10_000 {
        if walk.go(&mut plan) {
            return walk.taken;
        }
    }
    panic!("it does not end");
}

struct Walk<'w> {
    world: &'w World,
    now: Duration,
    attempts_left: u32,
    patience: Duration,
    left: Vec<Left>,
    last: Option<(usize, ErrorKind)>,
    repairs: bool,
    has_repaired: bool,
    visits: usize,
    had_preferred: bool,
    put_backs: usize,
    fates: std::iter::Cycle<std::slice::Iter<'w, Fate>>,
    taken: Vec<Taken>,
}

impl<'w> Walk<'w> {
    fn new(world: &'w World) -> Self {
        let anybody = |target| Left { target, not_before: Duration::ZERO };
        Self {
            world,
            now: Duration::ZERO,
            attempts_left: world.attempts,
            patience: world.patience,
            left: (0..world.targets.len()).map(anybody).collect(),
            last: None,
            repairs: false,
            has_repaired: false,
            visits: 0,
            had_preferred: false,
            put_backs: 0,
            fates: world.fates.iter().cycle(),
            taken: Vec::new(),
        }
    }

    /// One step further; whether it was the last.
    fn go(&mut self, plan: &mut Plan) -> bool {
        let seen = Seen(self.world, self.now);
        let situation = self.world.situation(&seen, self.attempts_left);
        let step = plan.next(&situation);
        let another = self.world.situation(&seen, self.attempts_left.saturating_sub(1));
        let is_visit = matches!(step, Step::Try(_));
        let hedge = is_visit.then(|| plan.clone().hedge(&another)).flatten();
        self.note(step, hedge);
        match step {
            Step::GiveUp(_) => return true,
            Step::Wait { until } => {
                let wait = until - situation.now;
                (self.now, self.patience) = (self.now + wait, self.patience - wait);
            }
            Step::Try(visit) => self.visit(plan, visit),
        }
        false
    }

    fn note(&mut self, step: Step, hedge: Option<Visit>) {
        self.taken.push(Taken {
            step,
            at: self.now,
            attempts_left: self.attempts_left,
            patience: self.patience,
            left: self.left.clone(),
            last: self.last,
            repairs: self.repairs,
            visits: self.visits,
            had_preferred: self.had_preferred,
            put_backs: self.put_backs,
            hedge,
        });
    }

    /// What becomes of a visit, as the journey through a route tells the plan.
    fn visit(&mut self, plan: &mut Plan, visit: Visit) {
        let Fate { took, how } = *self.fates.next().expect("a fate");
        let end = visit.leave_by.map_or(self.world.time, |by| by - self.world.start);
        let took = took.min(end.saturating_sub(self.now));
        self.now += took;
        self.attempts_left = self.attempts_left.saturating_sub(1);
        self.repairs = false;
        self.visits += 1;
        self.had_preferred |= self.world.preferred == Some(visit.target);
        self.left.retain(|left| left.target != visit.target);
        if visit.reason == Reason::LastResort {
            self.patience = Duration::ZERO;
        }
        match how {
            How::Failed(kind, may) => self.failed(plan, visit, kind, may),
            How::Refused(kind, wait) => {
                self.attempts_left += 1;
                if !matches!(visit.reason, Reason::LastResort | Reason::Repair) {
                    self.put_back(plan, visit, wait, took);
                }
                self.failed(plan, visit, kind, false);
            }
        }
    }

    fn failed(&mut self, plan: &mut Plan, visit: Visit, kind: ErrorKind, repairable: bool) {
        let error = &Error::new(kind);
        plan.learn(Failed { visit, error, repairable }, &Seen(self.world, self.now));
        self.last = Some((visit.target, kind));
        self.repairs = repairable && !self.has_repaired;
        self.has_repaired |= repairable;
        let context = |target: usize| self.world.targets[target].context;
        if let Some(outgrown) = context(visit.target).filter(|_| kind == ErrorKind::ContextLength) {
            let is_larger = |left: &Left| context(left.target).is_none_or(|it| it > outgrown);
            self.left.retain(is_larger);
        }
    }

    fn put_back(&mut self, plan: &mut Plan, visit: Visit, wait: Duration, took: Duration) {
        let not_before = self.now + wait;
        plan.put_back(visit, self.world.start + not_before, took);
        self.patience = self.patience.saturating_sub(took);
        if !self.patience.is_zero() {
            self.put_backs += 1;
            self.left.push(Left { target: visit.target, not_before });
        }
    }
}

impl World {
    /// How long until somebody who is left is ready; for ever if nobody knows, or if it lacks something.
    pub(super) fn wait_for(&self, left: &Left, at: Duration) -> Duration {
        let seen = Seen(self, at);
        match seen.lack(left.target) {
            Some(_) => Duration::MAX,
            None => seen.readiness(left.target).wait().max(left.not_before.saturating_sub(at)),
        }
    }

    pub(super) fn fits(&self, left: &Left) -> bool {
        self.targets[left.target].lack.is_none()
    }
}

impl Taken {
    /// The visit, if it was one.
    pub(super) fn visit(&self) -> Option<Visit> {
        match self.step {
            Step::Try(visit) => Some(visit),
            _ => None,
        }
    }

    /// Those that could have been asked at once.
    pub(super) fn ready(&self, world: &World) -> Vec<Left> {
        let ready = |left: &&Left| world.wait_for(left, self.at).is_zero();
        self.left.iter().filter(ready).copied().collect()
    }

    /// How long until the soonest of those that fit is ready, if there is one that fits.
    pub(super) fn soonest(&self, world: &World) -> Option<Duration> {
        let fit = self.left.iter().filter(|left| world.fits(left));
        fit.map(|left| world.wait_for(left, self.at)).min()
    }
}
