use std::time::{Duration, Instant};

use osier_core::{Deadline, Error, ErrorKind, Readiness};
use proptest::prelude::*;

use super::unready::{SOONEST, SPREAD};
use super::{Failed, Outlook, Plan, Reason, Situation, Step, Visit};
use crate::balance::Candidate;
use crate::{Lack, Refusals, Settings, Strategy, Unready};

use Readiness::{NotBefore, Ramping, Ready, Unavailable};

const MINUTE: Duration = Duration::from_secs(60);

const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[expect(clippy::disallowed_methods, reason = "a plan needs some moment to count from")]
fn start() -> Instant {
    Instant::now()
}

/// A request with a minute, whose targets are as ready as this.
#[derive(Clone)]
struct Route<'a> {
    start: Instant,
    readiness: &'a [Readiness],
    attempts: u32,
    tiers: Vec<usize>,
    contexts: &'a [Option<u64>],
    lacks: &'a [Option<Lack>],
    settings: Settings,
    luck: u64,
}

impl Outlook for Route<'_> {
    fn readiness(&self, target: usize) -> Readiness {
        self.readiness[target]
    }

    fn lack(&self, target: usize) -> Option<Lack> {
        self.lacks.get(target).copied().flatten()
    }

    fn context(&self, target: usize) -> Option<u64> {
        self.contexts.get(target).copied().flatten()
    }

    fn candidate(&self, target: usize, share: u8) -> Candidate {
        // The higher its place, the better.
        let (score, in_flight, weight, cost) = (-(target as f64), 0, 1, 0.0);
        Candidate { target, score, in_flight, weight, cost, share }
    }

    fn draw(&self, purpose: u64) -> u64 {
        // Nobody waits longer than he must.
        if purpose == SPREAD {
            return 0;
        }
        (self.luck ^ purpose).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }

    fn turn(&self, _: Strategy) -> u64 {
        self.luck
    }
}

impl<'a> Route<'a> {
    fn of(readiness: &'a [Readiness]) -> Self {
        Self {
            start: start(),
            readiness,
            attempts: 99,
            tiers: (0..readiness.len()).collect(),
            contexts: &[],
            lacks: &[],
            settings: Settings::default(),
            luck: 0,
        }
    }

    fn plan(&self) -> Plan {
        self.preferring(None)
    }

    fn preferring(&self, preferred: Option<usize>) -> Plan {
        Plan::new(&self.tiers, preferred, &self.settings)
    }

    /// The next step, so long after the start.
    fn next(&self, plan: &mut Plan, last: Option<Failed<'_>>, after: Duration) -> Step {
        let deadline = Deadline::after(self.start, MINUTE);
        let situation = Situation {
            now: self.start + after,
            deadline,
            answer_by: deadline.moment(),
            attempts_left: self.attempts,
            outlook: self,
        };
        last.into_iter().for_each(|failed| plan.learn(failed, self));
        plan.next(&situation)
    }

    fn first(&self, plan: &mut Plan) -> Step {
        self.next(plan, None, Duration::ZERO)
    }

    /// The step after an attempt on this target ended so.
    fn after(&self, plan: &mut Plan, visit: Visit, error: &Error) -> Step {
        self.next(plan, Some(Failed { visit, error, repairable: false }), Duration::ZERO)
    }

    /// The order in which targets are tried if all of them fail, with the reason for each.
    fn order(&self, mut plan: Plan) -> Vec<(usize, Reason)> {
        let step = || match self.next(&mut plan, None, Duration::ZERO) {
            Step::Try(visit) => Some((visit.target, visit.reason)),
            _ => None,
        };
        std::iter::from_fn(step).collect()
    }
}

fn visit(step: Step) -> Visit {
    match step {
        Step::Try(visit) => visit,
        other => panic!("{other:?}"),
    }
}

#[test]
fn targets_are_tried_in_order_with_the_preferred_first_and_the_unready_last() {
    use Reason::{LastResort, Order, Preferred};
    type Row<'a> = (&'a [Readiness], Option<usize>, &'a [(usize, Reason)]);
    let minute = NotBefore(MINUTE);
    let table: [Row<'_>; 6] = [
        (&[Ready, Ready, Ready], None, &[(0, Order), (1, Order), (2, Order)]),
        (&[Ready, Ready, Ready], Some(2), &[(2, Preferred), (0, Order), (1, Order)]),
        (&[Unavailable, Ready, Ready], None, &[(1, Order), (2, Order), (0, LastResort)]),
        (&[Unavailable, Unavailable], None, &[(0, LastResort), (1, LastResort)]),
        (&[Unavailable, minute], None, &[(1, LastResort), (0, LastResort)]),
        (&[Ready, minute], Some(1), &[(0, Order), (1, LastResort)]),
    ];
    for (readiness, preferred, expected) in table {
        let route = Route::of(readiness);
        let plan = route.preferring(preferred);
        assert_eq!(route.order(plan), expected, "{readiness:?}");
    }
}

#[test]
fn an_error_that_is_the_same_everywhere_ends_the_plan() {
    use ErrorKind::{Auth, Cancelled, ContentPolicy, ContextLength, InvalidRequest, Timeout};
    let table = [
        (InvalidRequest, true),
        (ContentPolicy, true),
        (Cancelled, true),
        (ContextLength, false),
        (Auth, false),
        (Timeout, false),
    ];
    for (kind, ends) in table {
        let route = Route::of(&[Ready, Ready]);
        let mut plan = route.plan();
        let first = visit(route.first(&mut plan));
        let step = route.after(&mut plan, first, &Error::new(kind));
        assert_eq!(step == Step::GiveUp(Reason::NotElsewhere(kind)), ends, "{kind:?}");
    }
}

#[test]
fn a_silent_target_gets_half_of_what_remains_and_the_last_one_all_of_it() {
    let route = Route::of(&[Ready, Ready]);
    let share = |step| visit(step).leave_by.map(|moment| moment.duration_since(route.start));
    let mut plan = route.plan();
    assert_eq!(share(route.first(&mut plan)), Some(MINUTE / 2));
    assert_eq!(share(route.next(&mut plan, None, MINUTE / 2)), None);
    let once = Route { attempts: 1, ..Route::of(&[Ready, Ready]) };
    assert_eq!(share(once.first(&mut once.plan())), None);
}

#[test]
fn only_a_target_that_is_ready_and_can_still_be_asked_is_an_alternative() {
    let table: [(&[Readiness], u32, u32); 6] = [
        (&[Ready, Ready], 9, 1),
        (&[Ready, Ready, Unavailable, Ready], 9, 2),
        (&[Ready, Ready, Ready, Ready], 3, 2),
        (&[Ready, Unavailable], 9, 0),
        (&[Ready, Ready], 1, 0),
        (&[Unavailable, Unavailable], 9, 0),
    ];
    for (readiness, attempts, expected) in table {
        let route = Route { attempts, ..Route::of(readiness) };
        let visit = visit(route.first(&mut route.plan()));
        assert_eq!(visit.alternatives, expected, "{readiness:?}");
    }
}

#[test]
fn neither_the_deadline_nor_the_attempt_budget_is_overdrawn() {
    let route = Route::of(&[Ready]);
    let mut plan = route.plan();
    assert_eq!(route.next(&mut plan, None, MINUTE), Step::GiveUp(Reason::Deadline));
    let spent = Route { attempts: 0, ..Route::of(&[Ready]) };
    assert_eq!(spent.first(&mut plan), Step::GiveUp(Reason::Attempts));
    assert!(matches!(route.first(&mut plan), Step::Try(_)));
    assert_eq!(route.first(&mut plan), Step::GiveUp(Reason::AllTried));
}

#[test]
fn the_soonest_is_waited_for_where_none_is_ready_and_only_so_long() {
    let table: [(&[Readiness], Duration, Option<Duration>); 6] = [
        (&[NotBefore(secs(4)), NotBefore(secs(2))], secs(0), Some(secs(2))),
        (&[NotBefore(secs(5)), Unavailable], secs(0), Some(secs(5))),
        (&[NotBefore(secs(6))], secs(0), None),
        (&[NotBefore(Duration::from_nanos(1))], secs(0), Some(SOONEST)),
        (&[NotBefore(secs(4))], secs(55), Some(secs(4))),
        (&[NotBefore(secs(4))], secs(56), None),
    ];
    for (readiness, after, expected) in table {
        let route = Route::of(readiness);
        let waited = match route.next(&mut route.plan(), None, after) {
            Step::Wait { until } => Some(until - route.start - after),
            Step::Try(Visit { reason: Reason::LastResort, .. }) => None,
            other => panic!("{other:?}"),
        };
        assert_eq!(waited, expected, "{readiness:?}");
    }
}

#[test]
fn one_request_has_patience_once() {
    let cooling = [NotBefore(secs(2))];
    let route = Route::of(&cooling);
    let mut plan = route.plan();
    let steps: Vec<_> = (0..4).map(|_| route.first(&mut plan)).collect();
    assert!(matches!(steps[..2], [Step::Wait { .. }, Step::Wait { .. }]), "two and two of five");
    assert_eq!(visit(steps[2]).reason, Reason::LastResort);
    assert_eq!(steps[3], Step::GiveUp(Reason::AllTried));
}

#[test]
fn a_target_that_refused_to_be_asked_has_its_turn_again() {
    let route = Route::of(&[Ready, Unavailable]);
    let mut plan = route.plan();
    let first = visit(route.first(&mut plan));
    assert_eq!(first.target, 0);
    plan.put_back(first, route.start + secs(1), secs(0));
    assert_eq!(route.first(&mut plan), Step::Wait { until: route.start + secs(1) });
    let turn = visit(route.next(&mut plan, None, secs(1)));
    assert_eq!((turn.target, turn.reason), (0, Reason::Order));
}

#[test]
fn a_target_that_took_all_patience_to_refuse_is_not_asked_again() {
    let route = Route::of(&[Ready]);
    for (took, again) in [(secs(4), true), (secs(5), false), (secs(30), false)] {
        let mut plan = route.plan();
        let first = visit(route.first(&mut plan));
        plan.put_back(first, route.start + took, took);
        let turn = route.next(&mut plan, None, took);
        assert_eq!(matches!(turn, Step::Try(_)), again, "{took:?}: {turn:?}");
    }
}

#[test]
fn within_a_tier_the_strategy_chooses_and_a_later_tier_waits_for_its_turn() {
    let route = Route { tiers: vec![0, 0, 1], ..Route::of(&[Ready, Ready, Ready]) };
    let balance = Reason::Balance(Strategy::PowerOfTwo);
    let expected = [(1, balance), (0, Reason::Order), (2, Reason::Order)];
    assert_eq!(route.order(route.plan()), expected);
}

#[test]
fn a_tier_of_which_nothing_is_ready_is_passed_over() {
    let readiness = [Unavailable, NotBefore(MINUTE), Ready];
    let route = Route { tiers: vec![0, 0, 1], ..Route::of(&readiness) };
    assert_eq!(visit(route.first(&mut route.plan())).target, 2);
}

#[test]
fn a_target_that_has_just_come_back_has_its_part_of_the_turns_and_all_where_it_is_alone() {
    let table: [(&[Readiness], std::ops::RangeInclusive<usize>); 3] = [
        (&[Ramping(25), Ready], 200..=300),
        (&[Ramping(90), Ready], 850..=950),
        (&[Ramping(1)], 1000..=1000),
    ];
    for (readiness, expected) in table {
        let turns = (0..1000).filter(|luck| {
            let route = Route { luck: *luck, ..Route::of(readiness) };
            visit(route.first(&mut route.plan())).target == 0
        });
        let turns = turns.count();
        assert!(expected.contains(&turns), "{readiness:?}: {turns}");
    }
}

#[test]
fn a_target_that_lacks_what_is_needed_is_never_asked() {
    let lacks = [Some(Lack::Tools), None, Some(Lack::Vision)];
    let route = Route { lacks: &lacks, ..Route::of(&[Ready, Ready, Ready]) };
    assert_eq!(route.order(route.plan()), [(1, Reason::Order)]);
    let soon = [Ready, NotBefore(secs(2)), Ready];
    let unready = Route { lacks: &lacks, ..Route::of(&soon) };
    assert!(matches!(unready.first(&mut unready.plan()), Step::Wait { .. }));
    let none = Route { lacks: &[Some(Lack::Context)], ..Route::of(&[Ready]) };
    assert_eq!(none.first(&mut none.plan()), Step::GiveUp(Reason::NoneFits(Lack::Context)));
}

#[test]
fn a_request_too_large_for_one_model_goes_to_larger_ones_alone() {
    let contexts = [Some(8_000), Some(4_000), Some(8_000), Some(32_000), None];
    let route = Route { contexts: &contexts, ..Route::of(&[Ready; 5]) };
    let mut plan = route.plan();
    let first = visit(route.first(&mut plan));
    let second = visit(route.after(&mut plan, first, &Error::new(ErrorKind::ContextLength)));
    assert_eq!(second.target, 3);
    let third = visit(route.after(&mut plan, second, &Error::new(ErrorKind::ContextLength)));
    assert_eq!(third.target, 4);
    assert_eq!(route.first(&mut plan), Step::GiveUp(Reason::AllTried));
}

#[test]
fn a_request_is_repaired_once_and_by_the_target_that_rejected_it() {
    let route = Route::of(&[Ready, Ready]);
    let mut plan = route.plan();
    let first = visit(route.first(&mut plan));
    let error = Error::new(ErrorKind::UnsupportedParameter);
    let failed = |visit| Some(Failed { visit, error: &error, repairable: true });
    let again = visit(route.next(&mut plan, failed(first), secs(0)));
    assert_eq!((again.target, again.reason), (0, Reason::Repair));
    let other = visit(route.next(&mut plan, failed(again), secs(0)));
    assert_eq!((other.target, other.reason), (1, Reason::Order));
    assert_eq!(route.next(&mut plan, failed(other), secs(0)), Step::GiveUp(Reason::AllTried));
}

#[test]
fn a_refusal_is_gone_around_where_the_route_says_so_alone() {
    let refusal = Error::new(ErrorKind::ContentPolicy);
    let route = Route::of(&[Ready, Ready]);
    let mut plan = route.plan();
    let first = visit(route.first(&mut plan));
    let reason = Reason::NotElsewhere(ErrorKind::ContentPolicy);
    assert_eq!(route.after(&mut plan, first, &refusal), Step::GiveUp(reason));
    let settings = Settings::default().refusals(Refusals::RouteAround);
    let route = Route { settings, ..route };
    let mut plan = route.plan();
    let first = visit(route.first(&mut plan));
    assert_eq!(visit(route.after(&mut plan, first, &refusal)).target, 1);
}

#[test]
fn what_is_done_while_nothing_is_ready_is_the_routes_choice() {
    let readiness = [NotBefore(secs(4)), NotBefore(secs(2))];
    let with = |unready| {
        let settings = Settings::default().unready(unready);
        let route = Route { settings, ..Route::of(&readiness) };
        route.first(&mut route.plan())
    };
    assert!(matches!(with(Unready::Wait), Step::Wait { .. }));
    let best = visit(with(Unready::BestOfBad));
    assert_eq!((best.target, best.reason), (1, Reason::LastResort));
    assert_eq!(with(Unready::Reject), Step::GiveUp(Reason::NoneReady(secs(2))));
}

proptest! {
    #[test]
    fn every_target_is_tried_exactly_once(up in prop::collection::vec(any::<bool>(), 0..12), preferred: usize) {
        let readiness: Vec<_> = up.iter().map(|up| if *up { Ready } else { Unavailable }).collect();
        let route = Route::of(&readiness);
        let plan = route.preferring(preferred.checked_rem(readiness.len()));
        let order = route.order(plan);
        let mut tried: Vec<usize> = order.into_iter().map(|(target, _)| target).collect();
        tried.sort_unstable();
        prop_assert_eq!(tried, (0..readiness.len()).collect::<Vec<_>>());
    }
}
