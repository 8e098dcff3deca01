//! The breaker as one would write it without any wish for speed: what happened, in a list.

use std::collections::VecDeque;

use osier_breaker::{Mode, Outcome, Recorded, RejectionCause, State};

/// The settings, in milliseconds.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) row: Option<u32>,
    pub(super) failure_ratio: Option<f64>,
    pub(super) slow_ratio: Option<f64>,
    pub(super) slow_after: u64,
    pub(super) minimum: u32,
    pub(super) window: u64,
    pub(super) open: u64,
    pub(super) open_max: u64,
    pub(super) probes: u32,
    pub(super) to_close: u32,
    pub(super) lease: u64,
    pub(super) throttles: Option<u32>,
    pub(super) observe: bool,
}

#[derive(Clone, Copy, Debug)]
enum Phase {
    Closed { row: u32, throttles: u32, since: Option<u64> },
    Open { until: u64, named: bool },
    Cooling { until: u64 },
    HalfOpen { successes: u32, probes: u32, lease: u64 },
}

#[derive(Debug)]
pub(super) struct Reference {
    plan: Plan,
    mode: Mode,
    phase: Phase,
    generation: u64,
    growth: u32,
    /// When each call of this generation ended, and how: failed, slow.
    ended: VecDeque<(u64, bool, bool)>,
}

/// A permit: of which generation, and since when it is watched.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ticket {
    generation: Option<u64>,
    start: u64,
}

/// Why not, and for how long not.
pub(super) type Refusal = (RejectionCause, Option<u64>);

impl Reference {
    pub(super) fn new(plan: Plan) -> Self {
        let mode = if plan.observe { Mode::Observe } else { Mode::Normal };
        let phase = Phase::Closed { row: 0, throttles: 0, since: None };
        Self { plan, mode, phase, generation: 0, growth: 0, ended: VecDeque::new() }
    }

    pub(super) fn acquire(&mut self, now: u64, deadline: Option<u64>) -> Result<Ticket, Refusal> {
        let ticket = |generation| Ticket { generation, start: now };
        match self.mode {
            Mode::ForcedOpen => return Err((RejectionCause::ForcedOpen, None)),
            Mode::Disabled => return Ok(ticket(None)),
            Mode::ForcedClosed => return Ok(ticket(Some(self.generation))),
            _ => {}
        }
        match self.pass(now, deadline) {
            Err(_) if self.mode == Mode::Observe => Ok(ticket(None)),
            Err(refusal) => Err(refusal),
            Ok(()) => Ok(ticket(Some(self.generation))),
        }
    }

    fn pass(&mut self, now: u64, deadline: Option<u64>) -> Result<(), Refusal> {
        let lease = self.plan.lease << self.growth.min(4);
        let mine = (now + lease).min(deadline.unwrap_or(u64::MAX)).max(now);
        match self.phase {
            Phase::Closed { .. } => Ok(()),
            Phase::Open { until, .. } if now < until => {
                Err((RejectionCause::Open, Some(until - now)))
            }
            Phase::Cooling { until } if now < until => {
                Err((RejectionCause::Cooling, Some(until - now)))
            }
            Phase::Open { .. } => {
                self.generation += 1;
                self.phase = Phase::HalfOpen { successes: 0, probes: 1, lease: mine };
                Ok(())
            }
            Phase::Cooling { .. } => {
                self.phase = Phase::Closed { row: 0, throttles: 0, since: Some(now) };
                Ok(())
            }
            Phase::HalfOpen { probes: 1.., lease, .. } if is_over(lease, now) => {
                self.reopen(now, 0);
                self.pass(now, deadline)
            }
            Phase::HalfOpen { successes, probes, lease } if probes < self.plan.probes => {
                let lease = if probes == 0 { mine } else { lease.max(mine) };
                self.phase = Phase::HalfOpen { successes, probes: probes + 1, lease };
                Ok(())
            }
            Phase::HalfOpen { .. } => Err((RejectionCause::Probing, None)),
        }
    }

    pub(super) fn record(&mut self, ticket: Ticket, outcome: Outcome, now: u64) -> Recorded {
        if ticket.generation != Some(self.generation) {
            return Recorded::Stale;
        }
        let is_late = now - ticket.start >= self.plan.slow_after;
        match outcome {
            Outcome::Success if self.plan.slow_ratio.is_some() && is_late => {
                self.answered(true, now);
            }
            Outcome::Success => self.answered(false, now),
            Outcome::Slow => self.answered(true, now),
            Outcome::Failure => self.failed(0, now),
            Outcome::FailureFor(wait) => self.failed(wait.as_millis() as u64, now),
            Outcome::Throttled => self.throttled(None, now),
            Outcome::ThrottledFor(wait) => self.throttled(Some(wait.as_millis() as u64), now),
            Outcome::Ignored => self.drop_permit(ticket),
        }
        Recorded::Counted
    }

    pub(super) fn drop_permit(&mut self, ticket: Ticket) {
        if ticket.generation == Some(self.generation)
            && let Phase::HalfOpen { probes, .. } = &mut self.phase
        {
            *probes -= 1;
        }
    }

    pub(super) fn extend(&mut self, ticket: Ticket, until: u64) {
        if ticket.generation == Some(self.generation)
            && let Phase::HalfOpen { lease, .. } = &mut self.phase
        {
            *lease = (*lease).max(until);
        }
    }

    fn answered(&mut self, is_slow: bool, now: u64) {
        let judged = self.count(now, false, is_slow);
        match &mut self.phase {
            Phase::Closed { .. } | Phase::Cooling { .. } if judged => self.trip(now, 0),
            Phase::Closed { row, throttles, .. } => (*row, *throttles) = (0, 0),
            Phase::HalfOpen { .. } if is_slow && self.plan.slow_ratio.is_some() => {
                self.reopen(now, 0);
            }
            Phase::HalfOpen { successes, probes, .. } => {
                (*successes, *probes) = (*successes + 1, *probes - 1);
                if *successes == self.plan.to_close {
                    self.growth = (self.growth + 1).min(15);
                    self.begin(Phase::Closed { row: 0, throttles: 0, since: Some(now) });
                }
            }
            Phase::Open { .. } | Phase::Cooling { .. } => {}
        }
    }

    fn failed(&mut self, hint: u64, now: u64) {
        let judged = self.count(now, true, false);
        match &mut self.phase {
            Phase::Closed { row, .. } => {
                *row += 1;
                let enough = self.plan.row.is_some_and(|limit| *row >= limit);
                if (enough || judged) && self.mode != Mode::ForcedClosed {
                    self.trip(now, hint);
                }
            }
            Phase::Cooling { .. } if judged => self.trip(now, hint),
            Phase::HalfOpen { .. } => self.reopen(now, hint),
            Phase::Cooling { .. } | Phase::Open { .. } => {}
        }
    }

    fn throttled(&mut self, hint: Option<u64>, now: u64) {
        if self.mode == Mode::ForcedClosed {
            return;
        }
        match (&mut self.phase, hint) {
            (Phase::Closed { .. }, Some(hint)) => self.phase = Phase::Cooling { until: now + hint },
            (Phase::Closed { throttles, .. }, None) => {
                let Some(limit) = self.plan.throttles else { return };
                *throttles += 1;
                if *throttles == limit {
                    self.phase = Phase::Cooling { until: now + self.open_time(0) };
                }
            }
            (Phase::Cooling { until }, Some(hint)) => *until = (*until).max(now + hint),
            (Phase::HalfOpen { .. }, hint) => {
                let span = self.open_time(self.growth).max(hint.unwrap_or(0));
                self.begin(Phase::Open { until: now + span, named: hint.is_some() });
            }
            (Phase::Cooling { .. }, None) | (Phase::Open { .. }, _) => {}
        }
    }

    /// Whether a ratio is reached: judged by every bad call, and by the call that makes them enough.
    fn count(&mut self, now: u64, failed: bool, slow: bool) -> bool {
        if matches!(self.phase, Phase::Open { .. } | Phase::HalfOpen { .. }) {
            return false;
        }
        self.ended.push_back((now, failed, slow));
        let (calls, failures, slows) = self.tally(now);
        let minimum = u64::from(self.plan.minimum);
        let reached = |ratio: Option<f64>, bad: u64, is_bad: bool| {
            let due = if is_bad { calls >= minimum } else { calls == minimum };
            due && ratio.is_some_and(|ratio| bad as f64 / calls as f64 >= ratio)
        };
        let any = reached(self.plan.failure_ratio, failures, failed)
            || reached(self.plan.slow_ratio, slows, slow);
        any && self.mode != Mode::ForcedClosed
    }

    fn tally(&self, now: u64) -> (u64, u64, u64) {
        let step = self.plan.window.div_ceil(12);
        let recent = |&&(at, ..): &&(u64, bool, bool)| at / step + 12 > now / step;
        self.ended.iter().filter(recent).fold((0, 0, 0), |(calls, failures, slows), call| {
            (calls + 1, failures + u64::from(call.1), slows + u64::from(call.2))
        })
    }

    fn trip(&mut self, now: u64, hint: u64) {
        let cooling = match self.phase {
            Phase::Cooling { until } => until.saturating_sub(now),
            _ => 0,
        };
        if let Phase::Closed { since, .. } = self.phase {
            let seconds = now / 1024 - since.unwrap_or(0) / 1024;
            if seconds > self.plan.window.div_ceil(1024) {
                self.growth = 0;
            }
        }
        let span = self.open_time(self.growth).max(hint).max(cooling);
        self.begin(Phase::Open { until: now + span, named: hint.max(cooling) > 0 });
    }

    fn reopen(&mut self, now: u64, hint: u64) {
        self.growth = (self.growth + 1).min(15);
        let span = self.open_time(self.growth).max(hint);
        self.begin(Phase::Open { until: now + span, named: hint > 0 });
    }

    fn open_time(&self, growth: u32) -> u64 {
        (self.plan.open << growth).min(self.plan.open_max)
    }

    fn begin(&mut self, phase: Phase) {
        self.generation += 1;
        self.phase = phase;
        self.ended.clear();
    }

    pub(super) fn health_check(&mut self, now: u64) {
        let ours = matches!(self.mode, Mode::Normal | Mode::Observe);
        let ends = matches!(self.phase, Phase::Open { until, named } if !named || now >= until);
        if ours && ends {
            self.begin(Phase::HalfOpen { successes: 0, probes: 0, lease: 0 });
        }
    }

    pub(super) fn set_mode(&mut self, mode: Mode, now: u64) {
        if mode != self.mode {
            self.mode = mode;
            self.reset(now);
        }
    }

    pub(super) fn reset(&mut self, now: u64) {
        self.growth = 0;
        self.begin(Phase::Closed { row: 0, throttles: 0, since: Some(now) });
    }

    /// State, mode, cooling, failures in a row, probes, generation.
    pub(super) fn look(&self) -> (State, Mode, bool, u64, u64, u64) {
        let (state, cooling, row, probes) = match self.phase {
            Phase::Closed { row, .. } => (State::Closed, false, row, 0),
            Phase::Open { .. } => (State::Open, false, 0, 0),
            Phase::Cooling { .. } => (State::Open, true, 0, 0),
            Phase::HalfOpen { probes, .. } => (State::HalfOpen, false, 0, probes),
        };
        let state = if self.mode == Mode::ForcedOpen { State::Open } else { state };
        (state, self.mode, cooling, u64::from(row), u64::from(probes), self.generation)
    }

    /// Calls, failures and slow calls in the window, as far as they are counted at all.
    pub(super) fn counts(&self, now: u64) -> (u64, u64, u64) {
        let (calls, failures, slows) = self.tally(now);
        match (self.plan.failure_ratio, self.plan.slow_ratio) {
            (None, None) => (0, 0, 0),
            (Some(_), None) => (calls, failures, 0),
            (None, Some(_)) => (calls, 0, slows),
            (Some(_), Some(_)) => (calls, failures, slows),
        }
    }
}

/// A lease ends with its stretch of 64 ms.
fn is_over(lease: u64, now: u64) -> bool {
    now / 64 >= lease.div_ceil(64)
}
