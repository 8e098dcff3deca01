//! What follows a failure.

use super::*;

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
