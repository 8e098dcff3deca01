use osier_core::{Delivery, ErrorKind};

use super::*;

#[expect(clippy::disallowed_methods, reason = "only its distance to other moments matters")]
fn start() -> Instant {
    Instant::now()
}

const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn error(kind: ErrorKind, status: u16) -> Error {
    Error::new(kind).with_status(status)
}

/// What a call with it from this moment on met: an error at once, or a use.
fn entered(credential: &Credential, target: &str, now: Instant) -> Option<Use> {
    credential.enter(target, || now).ok()
}

fn auth(target: &str, since: Instant) -> Benched {
    Benched::new(rejection(&error(ErrorKind::Auth, 401)).expect("a rejection"), target, since)
}

#[test]
fn only_a_rejected_key_and_an_empty_account_bench_and_a_forbidden_model_benches_its_target_alone() {
    let table = [
        (error(ErrorKind::Auth, 401), Some(Reach::Credential)),
        (error(ErrorKind::Auth, 403), Some(Reach::Target)),
        (error(ErrorKind::QuotaExceeded, 429), Some(Reach::Credential)),
        (error(ErrorKind::QuotaExceeded, 402), Some(Reach::Credential)),
        (Error::new(ErrorKind::Auth).with_delivery(Delivery::NotSent), Some(Reach::Credential)),
        (error(ErrorKind::RateLimited, 429), None),
        (error(ErrorKind::Server, 500), None),
        (error(ErrorKind::ModelNotFound, 404), None),
        (error(ErrorKind::ContentPolicy, 403), None),
        (Error::new(ErrorKind::Benched), None),
    ];
    for (error, reach) in table {
        assert_eq!(rejection(&error).map(|rejection| rejection.reach), reach, "{error}");
        let credential = Credential::new("key");
        let (now, other) = (start(), "b");
        assert_eq!(credential.told_of(&error, "a", now), reach.is_some(), "{error}");
        assert!(!credential.told_of(&error, "a", now), "told of once: {error}");
        assert_eq!(credential.refuses("a", now), reach.is_some(), "{error}");
        assert_eq!(credential.refuses(other, now), reach == Some(Reach::Credential), "{error}");
    }
}

#[test]
fn a_key_that_is_forbidden_here_and_then_rejected_is_told_of_twice_and_reinstated_at_once() {
    let (credential, now) = (Credential::new("key"), start());
    assert!(credential.told_of(&error(ErrorKind::Auth, 403), "a", now));
    assert!(credential.told_of(&error(ErrorKind::Auth, 401), "b", now));
    assert!(!credential.told_of(&error(ErrorKind::Auth, 403), "c", now), "covered");
    assert_eq!(credential.all_benched().len(), 2);
    let benched = credential.benched("a").expect("benched");
    assert_eq!((benched.reach, &*benched.target), (Reach::Credential, "b"));
    assert!(credential.reinstate(now) && !credential.reinstate(now));
    assert!(["a", "b", "c"].iter().all(|target| credential.benched(target).is_none()));
}

#[test]
fn what_began_before_a_reinstatement_says_nothing_after_it() {
    let (credential, now) = (Credential::new("key"), start());
    let old = entered(&credential, "a", now).expect("a use");
    assert!(credential.rejected_in(old, auth("a", now)));
    assert!(credential.reinstate(now));
    assert!(!credential.rejected_in(old, auth("a", now)));
    let new = entered(&credential, "a", now).expect("a use");
    assert!(credential.rejected_in(new, auth("a", now)));
}

#[test]
fn without_trials_nobody_tries_however_long_it_has_been() {
    let (credential, now) = (Credential::new("key"), start());
    credential.told_of(&error(ErrorKind::Auth, 401), "a", now);
    assert!(credential.refuses("a", now + secs(1_000_000)));
    assert!(entered(&credential, "a", now + secs(1_000_000)).is_none());
}

#[test]
fn one_request_at_a_time_tries_and_an_answer_reinstates() {
    let credential = Credential::new("key").trial_after(Some(secs(60)));
    let began = start();
    credential.told_of(&error(ErrorKind::QuotaExceeded, 429), "a", began);
    let at = |seconds| began + secs(seconds);
    assert!(credential.refuses("b", at(59)) && !credential.refuses("b", at(60)));

    let trial = entered(&credential, "b", at(60)).expect("a trial");
    assert!(entered(&credential, "a", at(60)).is_none(), "one at a time");
    assert!(!credential.rejected_in(trial, auth("b", at(61))), "it is benched already");
    assert!(entered(&credential, "a", at(120)).is_none());

    let trial = entered(&credential, "a", at(121)).expect("a trial");
    credential.undecided_in(trial, None);
    let trial =
        entered(&credential, "a", at(121)).expect("the one that was cancelled did not count");
    credential.undecided_in(trial, Some(at(122)));
    assert!(entered(&credential, "a", at(181)).is_none());

    let trial = entered(&credential, "a", at(182)).expect("a trial");
    assert!(
        credential.accepted_in(trial, "a", at(183)) && !credential.accepted_in(trial, "a", at(183))
    );
    assert!(!credential.refuses("b", at(182)));
}

#[test]
fn a_trial_of_one_target_reinstates_no_other_that_is_forbidden() {
    let credential = Credential::new("key").trial_after(Some(secs(60)));
    let now = start();
    credential.told_of(&error(ErrorKind::Auth, 403), "a", now);
    credential.told_of(&error(ErrorKind::Auth, 403), "b", now);
    let trial = entered(&credential, "a", now + secs(60)).expect("a trial");
    assert!(credential.accepted_in(trial, "a", now));
    assert!(credential.benched("a").is_none() && credential.benched("b").is_some());
}

#[test]
fn trials_that_are_under_way_at_once_end_each_on_its_own() {
    let credential = Credential::new("key").trial_after(Some(secs(60)));
    let now = start();
    for target in ["a", "b"] {
        credential.told_of(&error(ErrorKind::Auth, 403), target, now);
    }
    let trials = ["a", "b"].map(|target| entered(&credential, target, now + secs(60)));
    let [a, b] = trials.map(|trial| trial.expect("a trial"));
    assert!(credential.accepted_in(a, "a", now));
    credential.undecided_in(b, None);
    let again = entered(&credential, "b", now + secs(60)).expect("its trial has ended");
    assert!(!credential.accepted_in(a, "a", now), "it is used again already");
    assert!(credential.accepted_in(again, "b", now));
}

#[test]
fn a_trial_ends_and_counts_where_it_began_though_the_whole_key_was_benched_meanwhile() {
    let forbidden = || {
        let credential = Credential::new("key").trial_after(Some(secs(60)));
        let now = start();
        credential.told_of(&error(ErrorKind::Auth, 403), "a", now);
        let a = entered(&credential, "a", now + secs(60)).expect("a trial");
        credential.told_of(&error(ErrorKind::QuotaExceeded, 429), "b", now + secs(61));
        (credential, a, now)
    };
    let (credential, a, now) = forbidden();
    credential.undecided_in(a, Some(now + secs(62)));
    let b = entered(&credential, "b", now + secs(200)).expect("a trial");
    assert!(credential.accepted_in(b, "b", now));
    assert!(entered(&credential, "a", now + secs(200)).is_some(), "it may try again");

    let (credential, a, now) = forbidden();
    assert!(credential.accepted_in(a, "a", now));
    let key = credential.benched("a").expect("it says nothing of what came later");
    assert_eq!(key.reach, Reach::Credential);
    let b = entered(&credential, "b", now + secs(200)).expect("a trial");
    assert!(credential.accepted_in(b, "b", now) && credential.benched("a").is_none());
}

#[test]
fn one_target_that_is_reinstated_takes_no_word_from_the_others() {
    let credential = Credential::new("key").trial_after(Some(secs(60)));
    let now = start();
    let b = entered(&credential, "b", now).expect("a use");
    credential.told_of(&error(ErrorKind::Auth, 403), "a", now);
    let a = entered(&credential, "a", now + secs(60)).expect("a trial");
    assert!(credential.accepted_in(a, "a", now));
    assert!(!credential.rejected_in(a, auth("a", now + secs(61))), "it began before");
    assert!(credential.rejected_in(b, auth("b", now + secs(61))));
}

#[test]
fn a_name_is_shown_and_nothing_secret_is_there_to_be() {
    let credential = Credential::new("team key");
    assert_eq!(format!("{credential:?}"), r#"Credential { name: "team key", benched: [], .. }"#);
}
