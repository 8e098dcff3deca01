use std::time::{Duration, Instant};

use osier_core::{Deadline, Error, ErrorKind, Readiness};
use proptest::prelude::*;

use super::{Candidate, Plan, Reason, Step};

const MINUTE: Duration = Duration::from_secs(60);

fn ready() -> Candidate {
    Candidate { preferred: false, readiness: Readiness::Ready }
}

fn preferred() -> Candidate {
    Candidate { preferred: true, ..ready() }
}

fn unready() -> Candidate {
    Candidate { readiness: Readiness::Unavailable, ..ready() }
}

#[expect(clippy::disallowed_methods, reason = "a plan needs some moment to count from")]
fn start() -> Instant {
    Instant::now()
}

/// The order in which targets are tried if all of them fail, with the reason for each.
fn order(candidates: &[Candidate]) -> Vec<(usize, Reason)> {
    let now = start();
    let mut plan = Plan::new(candidates.iter().copied());
    let failed = Error::new(ErrorKind::Server);
    let mut tried = Vec::new();
    while let Step::Try { target, reason, .. } =
        plan.next(Some(&failed), now, Deadline::after(now, MINUTE), 99)
    {
        tried.push((target, reason));
    }
    tried
}

#[test]
fn targets_are_tried_in_order_with_the_preferred_first_and_the_unready_last() {
    use Reason::{LastResort, Order, Preferred};
    type Row<'a> = (&'a [Candidate], &'a [(usize, Reason)]);
    let table: [Row<'_>; 4] = [
        (&[ready(), ready(), ready()], &[(0, Order), (1, Order), (2, Order)]),
        (&[ready(), ready(), preferred()], &[(2, Preferred), (0, Order), (1, Order)]),
        (&[unready(), ready(), ready()], &[(1, Order), (2, Order), (0, LastResort)]),
        (&[unready(), unready()], &[(0, LastResort), (1, LastResort)]),
    ];
    for (candidates, expected) in table {
        assert_eq!(order(candidates), expected);
    }
    let unready_preferred = Candidate { preferred: true, ..unready() };
    assert_eq!(order(&[ready(), unready_preferred]), [(0, Order), (1, LastResort)]);
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
        let now = start();
        let mut plan = Plan::new([ready(), ready()]);
        let error = Error::new(kind);
        let step = plan.next(Some(&error), now, Deadline::after(now, MINUTE), 9);
        assert_eq!(step == Step::GiveUp(Reason::NotElsewhere(kind)), ends, "{kind:?}");
    }
}

#[test]
fn a_silent_target_gets_half_of_what_remains_and_the_last_one_all_of_it() {
    let now = start();
    let deadline = Deadline::after(now, MINUTE);
    let mut plan = Plan::new([ready(), ready()]);
    let share = |step| match step {
        Step::Try { leave_by, .. } => leave_by.map(|moment| moment.duration_since(now)),
        Step::GiveUp(reason) => panic!("gave up: {reason:?}"),
    };
    assert_eq!(share(plan.next(None, now, deadline, 9)), Some(MINUTE / 2));
    assert_eq!(share(plan.next(None, now + MINUTE / 2, deadline, 9)), None);
    assert_eq!(share(Plan::new([ready(), ready()]).next(None, now, deadline, 1)), None);
}

#[test]
fn only_a_target_that_is_ready_and_can_still_be_asked_is_an_alternative() {
    let now = start();
    let table: [(&[Candidate], u32, u32); 7] = [
        (&[ready(), ready()], 9, 1),
        (&[ready(), ready(), unready(), ready()], 9, 2),
        (&[ready(), ready(), ready(), ready()], 3, 2),
        (&[ready(), unready()], 9, 0),
        (&[ready(), ready()], 1, 0),
        (&[ready()], 9, 0),
        (&[unready(), unready()], 9, 0),
    ];
    for (candidates, attempts, expected) in table {
        let mut plan = Plan::new(candidates.iter().copied());
        match plan.next(None, now, Deadline::after(now, MINUTE), attempts) {
            Step::Try { alternatives, .. } => assert_eq!(alternatives, expected),
            Step::GiveUp(reason) => panic!("gave up: {reason:?}"),
        }
    }
}

#[test]
fn neither_the_deadline_nor_the_attempt_budget_is_overdrawn() {
    let now = start();
    let deadline = Deadline::after(now, MINUTE);
    let mut plan = Plan::new([ready()]);
    assert_eq!(plan.next(None, now + MINUTE, deadline, 9), Step::GiveUp(Reason::Deadline));
    assert_eq!(plan.next(None, now, deadline, 0), Step::GiveUp(Reason::Attempts));
    assert!(matches!(plan.next(None, now, deadline, 1), Step::Try { .. }));
    assert_eq!(plan.next(None, now, deadline, 9), Step::GiveUp(Reason::AllTried));
}

proptest! {
    #[test]
    fn every_target_is_tried_exactly_once(flags in prop::collection::vec((any::<bool>(), any::<bool>()), 0..12)) {
        let candidates: Vec<Candidate> = flags
            .iter()
            .map(|(preferred, up)| Candidate {
                preferred: *preferred,
                readiness: if *up { Readiness::Ready } else { Readiness::Unavailable },
            })
            .collect();
        let mut tried: Vec<usize> = order(&candidates).into_iter().map(|(target, _)| target).collect();
        tried.sort_unstable();
        prop_assert_eq!(tried, (0..candidates.len()).collect::<Vec<_>>());
    }
}
