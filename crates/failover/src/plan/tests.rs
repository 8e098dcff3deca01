use std::time::{Duration, Instant};

use osier_core::{Deadline, Error, ErrorKind, Readiness};
use proptest::prelude::*;

use super::{Plan, Reason, SOONEST, Situation, Step};

use Readiness::{NotBefore, Ready, Unavailable};

const MINUTE: Duration = Duration::from_secs(60);

const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[expect(clippy::disallowed_methods, reason = "a plan needs some moment to count from")]
fn start() -> Instant {
    Instant::now()
}

/// A request with a minute, whose targets are as ready as this.
struct Route<'a> {
    start: Instant,
    readiness: &'a [Readiness],
    attempts: u32,
}

impl<'a> Route<'a> {
    fn of(readiness: &'a [Readiness]) -> Self {
        Self { start: start(), readiness, attempts: 99 }
    }

    fn plan(&self) -> Plan {
        Plan::new(self.readiness.len(), None)
    }

    /// The next step, so long after the start.
    fn next(&self, plan: &mut Plan, last: Option<&Error>, after: Duration) -> Step {
        let deadline = Deadline::after(self.start, MINUTE);
        let situation = Situation {
            now: self.start + after,
            deadline,
            answer_by: deadline.moment(),
            attempts_left: self.attempts,
            readiness: &|target| self.readiness[target],
        };
        plan.next(last, &situation)
    }

    fn first(&self, plan: &mut Plan) -> Step {
        self.next(plan, None, Duration::ZERO)
    }

    /// The order in which targets are tried if all of them fail, with the reason for each.
    fn order(&self, mut plan: Plan) -> Vec<(usize, Reason)> {
        let failed = Error::new(ErrorKind::Server);
        let step = || match self.next(&mut plan, Some(&failed), Duration::ZERO) {
            Step::Try { target, reason, .. } => Some((target, reason)),
            _ => None,
        };
        std::iter::from_fn(step).collect()
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
        let plan = Plan::new(readiness.len(), preferred);
        assert_eq!(Route::of(readiness).order(plan), expected, "{readiness:?}");
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
        let step = route.next(&mut route.plan(), Some(&Error::new(kind)), Duration::ZERO);
        assert_eq!(step == Step::GiveUp(Reason::NotElsewhere(kind)), ends, "{kind:?}");
    }
}

#[test]
fn a_silent_target_gets_half_of_what_remains_and_the_last_one_all_of_it() {
    let route = Route::of(&[Ready, Ready]);
    let share = |step| match step {
        Step::Try { leave_by, .. } => leave_by.map(|moment| moment.duration_since(route.start)),
        other => panic!("{other:?}"),
    };
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
        match route.first(&mut route.plan()) {
            Step::Try { alternatives, .. } => assert_eq!(alternatives, expected, "{readiness:?}"),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn neither_the_deadline_nor_the_attempt_budget_is_overdrawn() {
    let route = Route::of(&[Ready]);
    let mut plan = route.plan();
    assert_eq!(route.next(&mut plan, None, MINUTE), Step::GiveUp(Reason::Deadline));
    let spent = Route { attempts: 0, ..Route::of(&[Ready]) };
    assert_eq!(spent.first(&mut plan), Step::GiveUp(Reason::Attempts));
    assert!(matches!(route.first(&mut plan), Step::Try { .. }));
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
            Step::Try { reason: Reason::LastResort, .. } => None,
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
    assert!(matches!(steps[2], Step::Try { reason: Reason::LastResort, .. }));
    assert_eq!(steps[3], Step::GiveUp(Reason::AllTried));
}

#[test]
fn a_target_that_refused_to_be_asked_has_its_turn_again() {
    let route = Route::of(&[Ready, Unavailable]);
    let mut plan = route.plan();
    assert!(matches!(route.first(&mut plan), Step::Try { target: 0, .. }));
    plan.put_back(0, route.start + secs(1), secs(0));
    assert_eq!(route.first(&mut plan), Step::Wait { until: route.start + secs(1) });
    let turn = route.next(&mut plan, None, secs(1));
    assert!(matches!(turn, Step::Try { target: 0, reason: Reason::Order, .. }), "{turn:?}");
}

#[test]
fn a_target_that_took_all_patience_to_refuse_is_not_asked_again() {
    let route = Route::of(&[Ready]);
    for (took, again) in [(secs(4), true), (secs(5), false), (secs(30), false)] {
        let mut plan = route.plan();
        assert!(matches!(route.first(&mut plan), Step::Try { target: 0, .. }));
        plan.put_back(0, route.start + took, took);
        let turn = route.next(&mut plan, None, took);
        assert_eq!(matches!(turn, Step::Try { target: 0, .. }), again, "{took:?}: {turn:?}");
    }
}

proptest! {
    #[test]
    fn every_target_is_tried_exactly_once(up in prop::collection::vec(any::<bool>(), 0..12), preferred: usize) {
        let readiness: Vec<_> = up.iter().map(|up| if *up { Ready } else { Unavailable }).collect();
        let plan = Plan::new(readiness.len(), preferred.checked_rem(readiness.len()));
        let order = Route::of(&readiness).order(plan);
        let mut tried: Vec<usize> = order.into_iter().map(|(target, _)| target).collect();
        tried.sort_unstable();
        prop_assert_eq!(tried, (0..readiness.len()).collect::<Vec<_>>());
    }
}
