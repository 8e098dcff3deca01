//! The breaker against a naive one, through anything that can happen to it.

mod reference;

use std::time::{Duration, Instant};

use osier_breaker::{Breaker, Mode, Outcome, Permit, Settings};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use crate::{ms, start};
use reference::{Plan, Reference, Ticket};

#[derive(Clone, Debug)]
enum Act {
    Wait(u64),
    Acquire { deadline: Option<u64> },
    Record { permit: usize, outcome: Outcome },
    Drop { permit: usize },
    Extend { permit: usize, by: u64 },
    HealthCheck,
    Mode(Mode),
    Reset,
}

fn plans() -> impl Strategy<Value = Plan> {
    let trips = (option::of(1..4_u32), option::of(ratios()), option::of(ratios()), 1..6_u32);
    let times = (select(vec![120, 1_000, 60_000]), select(vec![1, 50, 5_000]), 0..4_u32);
    let probes = (1..4_u32, 1..4_u32, select(vec![100, 30_000]), option::of(1..4_u32));
    (trips, times, probes, prop::bool::weighted(0.2)).prop_map(|(trips, times, probes, observe)| {
        let (row, failure_ratio, slow_ratio, minimum) = trips;
        let (window, open, doublings) = times;
        let (probes, to_close, lease, throttles) = probes;
        let row = row.or((failure_ratio.or(slow_ratio).is_none()).then_some(3));
        let (slow_after, open_max) = (500, open << doublings);
        Plan {
            row,
            failure_ratio,
            slow_ratio,
            slow_after,
            minimum,
            window,
            open,
            open_max,
            probes,
            to_close,
            lease,
            throttles,
            observe,
        }
    })
}

fn ratios() -> impl Strategy<Value = f64> {
    select(vec![0.07, 0.3, 0.5, 0.7, 1.0])
}

fn acts() -> impl Strategy<Value = Act> {
    let wait = prop_oneof![0..50_u64, 0..2_000_u64, 0..70_000_u64];
    let mode = select(vec![
        Mode::Normal,
        Mode::Normal,
        Mode::Observe,
        Mode::ForcedOpen,
        Mode::ForcedClosed,
        Mode::Disabled,
    ]);
    let permit = 0..8_usize;
    prop_oneof![
        8 => wait.prop_map(Act::Wait),
        20 => option::weighted(0.3, 0..40_000_u64).prop_map(|deadline| Act::Acquire { deadline }),
        20 => (permit.clone(), outcomes())
            .prop_map(|(permit, outcome)| Act::Record { permit, outcome }),
        3 => permit.clone().prop_map(|permit| Act::Drop { permit }),
        2 => (permit, 0..90_000_u64).prop_map(|(permit, by)| Act::Extend { permit, by }),
        1 => Just(Act::HealthCheck),
        1 => mode.prop_map(Act::Mode),
        1 => Just(Act::Reset),
    ]
}

fn outcomes() -> impl Strategy<Value = Outcome> {
    let wait = (1..90_000_u64).prop_map(ms);
    prop_oneof![
        6 => Just(Outcome::Success),
        8 => Just(Outcome::Failure),
        2 => Just(Outcome::Slow),
        1 => wait.clone().prop_map(Outcome::FailureFor),
        2 => Just(Outcome::Throttled),
        1 => wait.prop_map(Outcome::ThrottledFor),
        1 => Just(Outcome::Ignored),
    ]
}

fn real(plan: &Plan) -> Breaker {
    let settings = Settings::default()
        .consecutive_failures(plan.row)
        .failure_ratio(plan.failure_ratio)
        .slow_ratio(plan.slow_ratio)
        .slow_after(ms(plan.slow_after))
        .minimum_calls(plan.minimum)
        .window(ms(plan.window))
        .open(ms(plan.open))
        .open_max(ms(plan.open_max))
        .jitter(0.0)
        .probes(plan.probes)
        .successes_to_close(plan.to_close)
        .lease(ms(plan.lease))
        .throttles_to_cool(plan.throttles)
        .observe(plan.observe);
    Breaker::try_new(settings).unwrap().with_clock(start)
}

/// Both of them, side by side.
struct Pair<'a> {
    real: &'a Breaker,
    reference: Reference,
    permits: Vec<(Permit<&'a Breaker>, Ticket)>,
    now: u64,
}

impl Pair<'_> {
    fn act(&mut self, act: &Act) -> Result<(), TestCaseError> {
        let (now, instant) = (self.now, at(self.now));
        match act {
            Act::Wait(span) => self.now += span,
            Act::Acquire { deadline } => self.acquire(deadline.map(|deadline| now + deadline))?,
            Act::Record { permit, outcome } => {
                if let Some((permit, ticket)) = self.take(*permit) {
                    let expected = self.reference.record(ticket, *outcome, now);
                    prop_assert_eq!(permit.record_at(instant, *outcome), expected);
                }
            }
            Act::Drop { permit } => {
                if let Some((_, ticket)) = self.take(*permit) {
                    self.reference.drop_permit(ticket);
                }
            }
            Act::Extend { permit, by } => {
                if let Some((permit, ticket)) = self.permits.get(*permit) {
                    permit.extend_until(instant, at(now + by));
                    self.reference.extend(*ticket, now + by);
                }
            }
            Act::HealthCheck => {
                let _ = self.real.probe_succeeded_at(instant);
                self.reference.health_check(now);
            }
            Act::Mode(mode) => {
                let _ = self.real.set_mode_at(instant, *mode);
                self.reference.set_mode(*mode, now);
            }
            Act::Reset => {
                let _ = self.real.reset_at(instant);
                self.reference.reset(now);
            }
        }
        self.compare()
    }

    fn acquire(&mut self, deadline: Option<u64>) -> Result<(), TestCaseError> {
        let instant = at(self.now);
        let would = self.real.check_at(instant);
        let real = match deadline {
            Some(deadline) => self.real.try_acquire_until(instant, at(deadline)),
            None => self.real.try_acquire_at(instant),
        };
        prop_assert_eq!(would.err(), real.as_ref().err().copied());
        match (real, self.reference.acquire(self.now, deadline)) {
            (Ok(permit), Ok(ticket)) => self.permits.push((permit, ticket)),
            (Err(rejection), Err((cause, wait))) => {
                prop_assert_eq!((rejection.cause, rejection.retry_after), (cause, wait.map(ms)));
            }
            (real, reference) => prop_assert!(false, "{real:?} but {reference:?}"),
        }
        Ok(())
    }

    fn compare(&self) -> Result<(), TestCaseError> {
        let look = self.real.snapshot_at(at(self.now));
        let (state, mode, cooling, row, probes, generation) = self.reference.look();
        prop_assert_eq!((look.state, look.mode, look.is_cooling), (state, mode, cooling));
        prop_assert_eq!((look.consecutive_failures, look.probes), (row, probes));
        prop_assert_eq!(look.generation, generation);
        prop_assert_eq!((look.calls, look.failures, look.slow), self.reference.counts(self.now));
        Ok(())
    }
}

impl<'a> Pair<'a> {
    fn take(&mut self, index: usize) -> Option<(Permit<&'a Breaker>, Ticket)> {
        (index < self.permits.len()).then(|| self.permits.remove(index))
    }
}

fn at(now: u64) -> Instant {
    start() + Duration::from_millis(now)
}

proptest! {
    #[test]
    fn it_does_what_the_naive_one_does(
        plan in plans(),
        acts in prop::collection::vec(acts(), 1..200),
    ) {
        let real = real(&plan);
        let mut pair =
            Pair { real: &real, reference: Reference::new(plan), permits: Vec::new(), now: 0 };
        for act in &acts {
            pair.act(act)?;
        }
    }
}
