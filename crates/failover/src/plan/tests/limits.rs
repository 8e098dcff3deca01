//! Time, attempts and patience.

use super::*;

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
