use std::time::Duration;

use osier_core::{Delivery, ErrorKind};
use proptest::prelude::*;

use super::backoff::spread_out;
use super::*;

const fn ms(milli: u64) -> Duration {
    Duration::from_millis(milli)
}

const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

const fn retry(after: Duration) -> Decision {
    Decision::Retry { after }
}

/// An hour left, nobody else, no luck.
fn hour() -> Situation {
    Situation::new(secs(3600))
}

fn of(kind: ErrorKind) -> Error {
    Error::new(kind)
}

fn throttled(wait: Duration) -> Error {
    of(ErrorKind::RateLimited).with_retry_after(wait)
}

fn policy(change: impl FnOnce(RetrySettings) -> RetrySettings) -> RetryPolicy {
    change(RetrySettings::default()).build().expect("settings within their ranges")
}

#[test]
fn the_wait_doubles_from_a_quarter_second_to_the_cap_and_full_jitter_takes_a_share_of_it() {
    let policy = policy(|settings| settings.max_attempts(u32::MAX));
    let table = [
        (1, 0.0, ms(0)),
        (1, 0.5, ms(125) + ms(125) / 20),
        (1, 1.0, ms(275)),
        (2, 1.0, ms(550)),
        (3, 1.0, ms(1100)),
        (7, 1.0, ms(17_600)),
        (8, 1.0, secs(22)),
        (9, 1.0, secs(22)),
        (u32::MAX - 1, 1.0, secs(22)),
        (0, 1.0, ms(275)),
        (1, f64::NAN, ms(0)),
        (1, f64::INFINITY, ms(275)),
        (1, -1.0, ms(0)),
    ];
    for (attempt, random, wait) in table {
        let decision = policy.decide(attempt, &of(ErrorKind::Server), &hour().random(random));
        assert_eq!(decision, retry(wait), "attempt {attempt}, random {random}");
    }
}

#[test]
fn equal_jitter_keeps_half_and_none_keeps_all() {
    let table = [
        (Jitter::Equal, 0.0, ms(125)),
        (Jitter::Equal, 1.0, ms(275)),
        (Jitter::None, 0.0, ms(250)),
        (Jitter::None, 1.0, ms(275)),
    ];
    for (jitter, random, wait) in table {
        let policy = policy(|settings| settings.jitter(jitter));
        let decision = policy.decide(1, &of(ErrorKind::Connect), &hour().random(random));
        assert_eq!(decision, retry(wait), "{jitter:?}, {random}");
    }
}

#[test]
fn a_retry_after_is_the_least_that_is_waited_and_up_to_a_tenth_is_added() {
    let table = [
        (throttled(secs(2)), 0.0, secs(2)),
        (throttled(secs(2)), 1.0, ms(2200)),
        (throttled(ms(10)), 1.0, ms(275)),
        (throttled(secs(300)), 0.5, secs(315)),
        (of(ErrorKind::RateLimited), 1.0, ms(1100)),
        (of(ErrorKind::Server).with_retry_after(secs(7)), 0.0, secs(7)),
    ];
    for (error, random, wait) in table {
        let decision = RetryPolicy::default().decide(1, &error, &hour().random(random));
        assert_eq!(decision, retry(wait), "{error:?}, {random}");
    }
}

#[test]
fn a_target_that_is_closed_on_this_side_is_waited_for_like_one_that_asked_for_it() {
    let at = hour().not_before(secs(5));
    let table = [
        (throttled(secs(2)), at, retry(secs(5))),
        (throttled(secs(6)), at, retry(secs(6))),
        (of(ErrorKind::RateLimited), at.random(1.0), retry(ms(5500))),
        (of(ErrorKind::RateLimited), at.alternative(true), Decision::GiveUp(Why::Patience)),
        (throttled(secs(2)), hour().not_before(Duration::MAX), Decision::GiveUp(Why::Deadline)),
    ];
    for (error, situation, expected) in table {
        let decision = RetryPolicy::default().decide(1, &error, &situation);
        assert_eq!(decision, expected, "{error:?}, {situation:?}");
    }
}

#[test]
fn a_named_policy_with_other_numbers_is_still_for_its_own_errors() {
    let twice = RetryPolicy::timeout().settings().max_attempts(2).build().expect("valid");
    let never = Decision::GiveUp(Why::NotRetryable);
    assert_eq!(twice.decide(1, &of(ErrorKind::Server), &hour()), never);
    assert_eq!(twice.decide(1, &Error::timeout("headers"), &hour()), retry(ms(0)));
    let spent = Decision::GiveUp(Why::Attempts);
    assert_eq!(twice.decide(2, &Error::timeout("headers"), &hour()), spent);
}

#[test]
fn a_wait_that_is_too_long_is_not_shortened_but_given_up_at_once() {
    use Why::{Deadline, Patience};
    let table = [
        (secs(3), hour().alternative(true), None),
        (secs(3), hour().hurried(true), None),
        (ms(3001), hour().hurried(true), Some(Patience)),
        (ms(3001), hour().alternative(true), Some(Patience)),
        (ms(3001), hour(), None),
        (secs(3599), hour(), None),
        (ms(3_599_001), hour(), Some(Deadline)),
        (Duration::MAX, hour(), Some(Deadline)),
        (secs(2), Situation::new(secs(2)), Some(Deadline)),
        (secs(2), Situation::new(secs(3)), None),
        (secs(2), Situation::new(Duration::ZERO).alternative(true), Some(Deadline)),
    ];
    for (wait, situation, why) in table {
        let decision = RetryPolicy::default().decide(1, &throttled(wait), &situation);
        assert_eq!(decision, why.map_or(retry(wait), Decision::GiveUp), "{wait:?}, {situation:?}");
    }
}

#[test]
fn luck_does_not_decide_whether_a_wait_as_long_as_the_patience_is_waited_out() {
    for random in [0.0, 0.5, 1.0] {
        let situation = hour().alternative(true).random(random);
        let rounded = situation.not_before(secs(3) + Duration::from_micros(999));
        let decision = RetryPolicy::default().decide(1, &throttled(secs(3)), &rounded);
        assert!(matches!(decision, Decision::Retry { .. }));
        let decision = RetryPolicy::default().decide(1, &throttled(secs(3)), &situation);
        assert_eq!(decision, retry(secs(3).mul_f64(1.0 + random / 10.0)));
        let decision = RetryPolicy::default().decide(1, &throttled(ms(3001)), &situation);
        assert_eq!(decision, Decision::GiveUp(Why::Patience));
    }
}

#[test]
fn only_what_may_be_repeated_is() {
    use ErrorKind as K;
    let repeated = [K::Connect, K::Server, K::RateLimited, K::Overloaded, K::Cut, K::Malformed];
    let never = [
        K::Timeout,
        K::DeadlineExceeded,
        K::AttemptsExhausted,
        K::QuotaExceeded,
        K::Auth,
        K::ModelNotFound,
        K::ContextLength,
        K::ContentPolicy,
        K::UnsupportedParameter,
        K::Unsupported,
        K::InvalidRequest,
        K::UnknownModel,
        K::CircuitOpen,
        K::AtCapacity,
        K::Shed,
        K::TenantLimited,
        K::Cancelled,
        K::Internal,
    ];
    for kind in repeated {
        let decision = RetryPolicy::default().decide(1, &of(kind), &hour());
        assert!(matches!(decision, Decision::Retry { .. }), "{kind:?}");
    }
    for kind in never {
        let decision = RetryPolicy::default().decide(1, &of(kind), &hour());
        assert_eq!(decision, Decision::GiveUp(Why::NotRetryable), "{kind:?}");
    }
}

#[test]
fn an_overloaded_target_is_left_for_another_one_and_tried_again_where_there_is_none() {
    let overloaded = of(ErrorKind::Overloaded);
    let policy = RetryPolicy::default();
    let alone = policy.decide(1, &overloaded, &hour().random(1.0));
    assert_eq!(alone, retry(ms(1100)), "it wants less load: the longer base");
    let not_alone = policy.decide(1, &overloaded, &hour().alternative(true));
    assert_eq!(not_alone, Decision::GiveUp(Why::NotRetryable));
    let refused = policy.decide(1, &overloaded.with_retry_refused(), &hour());
    assert_eq!(refused, Decision::GiveUp(Why::NotRetryable));
}

#[test]
fn the_first_attempt_counts() {
    for (max, attempt, tried_again) in [(1, 1, false), (2, 1, true), (3, 2, true), (3, 3, false)] {
        let policy = policy(|settings| settings.max_attempts(max));
        let decision = policy.decide(attempt, &of(ErrorKind::Server), &hour());
        let expected = if tried_again { retry(ms(0)) } else { Decision::GiveUp(Why::Attempts) };
        assert_eq!(decision, expected, "attempt {attempt} of {max}");
    }
}

#[test]
fn what_may_have_been_billed_is_repeated_once() {
    let reset = || of(ErrorKind::Server).with_delivery(Delivery::MaybeSent);
    let billed = Decision::GiveUp(Why::Billed);
    let table = [
        (1, reset(), 1, retry(ms(0))),
        (1, reset(), 0, retry(ms(0))),
        (1, reset(), 2, billed),
        (2, reset(), 2, retry(ms(0))),
        (2, reset(), 3, billed),
        (1, of(ErrorKind::Cut), 2, billed),
        (0, of(ErrorKind::Malformed), 1, billed),
        (0, reset(), 0, billed),
        (0, of(ErrorKind::Server), 0, retry(ms(0))),
        (0, of(ErrorKind::Connect), 0, retry(ms(0))),
        (0, of(ErrorKind::Malformed).with_delivery(Delivery::NotSent), 0, retry(ms(0))),
    ];
    for (allowed, error, so_far, expected) in table {
        let policy = policy(|settings| settings.billed_attempts(allowed).max_attempts(9));
        assert_eq!(policy.decide(1, &error, &hour().billed(so_far)), expected, "{error:?}");
    }
}

#[test]
fn named_policies_retry_their_own_kind_alone() {
    let limit = of(ErrorKind::RateLimited);
    let late = Error::timeout("headers");
    let [patient, stubborn] = [RetryPolicy::rate_limit(), RetryPolicy::timeout()];
    let never = Decision::GiveUp(Why::NotRetryable);
    let (attempts, at) = (Decision::GiveUp(Why::Attempts), hour().random(1.0));
    let table = [
        (patient, 1, &limit, retry(ms(5500))),
        (patient, 2, &limit, retry(secs(11))),
        (patient, 5, &limit, retry(secs(88))),
        (patient, 6, &limit, attempts),
        (patient, 1, &late, never),
        (stubborn, 1, &late, retry(ms(2200))),
        (stubborn, 2, &late, retry(ms(3300))),
        (stubborn, 3, &late, retry(ms(4950))),
        (stubborn, 4, &late, attempts),
        (stubborn, 1, &limit, never),
    ];
    for (policy, attempt, error, expected) in table {
        let situation =
            at.billed(if error.kind() == ErrorKind::Timeout { attempt.min(3) } else { 0 });
        assert_eq!(policy.decide(attempt, error, &situation), expected, "{attempt}, {error:?}");
    }
    let long = RetryPolicy::rate_limit().decide(5, &throttled(secs(500)), &at);
    assert_eq!(long, retry(secs(550)), "the cap is for the backoff alone");
}

#[test]
fn a_composite_retries_if_any_would_and_waits_the_longest_of_those_that_would() {
    let says = |decision: Decision| move |_: u32, _: &Error, _: &Situation| decision;
    let give_up = Decision::GiveUp;
    let table = [
        ([retry(secs(1)), retry(secs(2))], retry(secs(2))),
        ([retry(secs(2)), retry(secs(1))], retry(secs(2))),
        ([retry(secs(1)), give_up(Why::Deadline)], retry(secs(1))),
        ([give_up(Why::Deadline), retry(secs(1))], retry(secs(1))),
        ([give_up(Why::NotRetryable), give_up(Why::Attempts)], give_up(Why::Attempts)),
        ([give_up(Why::Attempts), give_up(Why::NotRetryable)], give_up(Why::Attempts)),
    ];
    for (decisions, expected) in table {
        let both = composite(decisions.map(says));
        assert_eq!(both.decide(1, &of(ErrorKind::Server), &hour()), expected, "{decisions:?}");
    }
    let none = Composite::default();
    assert_eq!(none.decide(1, &of(ErrorKind::Server), &hour()), give_up(Why::NotRetryable));
    assert_eq!(none.max_attempts(), 1);
    let named = composite([RetryPolicy::rate_limit(), RetryPolicy::timeout()]);
    assert_eq!(named.max_attempts(), 6);
    let open = Composite::default().and(RetryPolicy::timeout()).and(says(retry(secs(1))));
    assert_eq!(open.max_attempts(), u32::MAX, "a closure may ask for as many as it likes");
}

#[test]
fn settings_that_cannot_work_name_their_field() {
    let usual = RetrySettings::default();
    let table = [
        (usual.max_attempts(0), "max_attempts", "0"),
        (usual.base(secs(0)), "base", "0ns"),
        (usual.base(ms(20_001)), "base", "20.001s"),
        (usual.wait_base(secs(0)), "wait_base", "0ns"),
        (usual.wait_base(secs(21)), "wait_base", "21s"),
        (usual.cap(secs(0)), "cap", "0ns"),
        (usual.cap(ms(100)), "base", "250ms"),
        (usual.factor(0.99), "factor", "0.99"),
        (usual.factor(f64::NAN), "factor", "NaN"),
        (usual.factor(f64::INFINITY), "factor", "inf"),
        (usual.factor(-2.0), "factor", "-2"),
    ];
    for (settings, field, value) in table {
        let error = settings.build().expect_err(field);
        assert_eq!((error.field(), error.value()), (field, value));
    }
}

#[test]
fn named_policies_pass_their_own_check() {
    let named = [RetryPolicy::default(), RetryPolicy::rate_limit(), RetryPolicy::timeout()];
    assert!(named.iter().all(|policy| policy.settings().check().is_ok()));
}

fn spans() -> impl Strategy<Value = Duration> {
    prop_oneof![
        (0_u64..10_000).prop_map(ms),
        (0_u64..1_000_000).prop_map(secs),
        Just(Duration::MAX),
    ]
}

prop_compose! {
    fn settings()(
        base in 1_u64..100_000, above in 0_u64..10_000_000, factor in prop_oneof![1.0..4.0, Just(1e300)],
        jitter in prop_oneof![Just(Jitter::Full), Just(Jitter::Equal), Just(Jitter::None)],
        max in 1_u32..10, useful in 0_u64..5000, patience in 0_u64..5000,
    ) -> RetrySettings {
        RetrySettings::default()
            .max_attempts(max)
            .base(ms(base))
            .wait_base(ms(base + above / 2))
            .cap(ms(base + above))
            .factor(factor)
            .jitter(jitter)
            .useful_attempt(ms(useful))
            .patience(ms(patience))
    }
}

prop_compose! {
    fn situations()(
        remaining in spans(), not_before in prop_oneof![2 => Just(Duration::ZERO), 1 => spans()], alternative: bool, billed in 0_u32..3, random in 0.0..=1.0) -> Situation {
        Situation::new(remaining).not_before(not_before).alternative(alternative).billed(billed).random(random)
    }
}

fn errors() -> impl Strategy<Value = Error> {
    let kinds = [ErrorKind::Server, ErrorKind::RateLimited, ErrorKind::Connect, ErrorKind::Timeout];
    (prop::sample::select(kinds.to_vec()), prop::option::of(spans())).prop_map(|(kind, hint)| {
        match hint {
            Some(hint) => Error::new(kind).with_retry_after(hint),
            None => Error::new(kind),
        }
    })
}

proptest! {
    #[test]
    fn a_retry_keeps_to_every_bound(
        settings in settings(), error in errors(), attempt in 1_u32..2000, situation in situations(),
    ) {
        let policy = settings.build().expect("valid");
        if let Decision::Retry { after } = policy.decide(attempt, &error, &situation) {
            prop_assert!(attempt < settings.max_attempts);
            prop_assert!(error.is_retryable());
            prop_assert!(situation.billed <= settings.billed_attempts);
            let hint = error.retry_after().unwrap_or_default().max(situation.not_before);
            prop_assert!(after >= hint, "sooner than it was asked for");
            let longest = settings.cap.max(hint);
            prop_assert!(after <= longest.saturating_add(longest / 10 + ms(1)));
            prop_assert!(after.saturating_add(settings.useful_attempt) <= situation.remaining);
            let most = spread_out(settings.patience + ms(1), 1.0);
            prop_assert!(!situation.alternative || after <= most);
        }
    }

    /// Also where the numbers are past all expression: nothing panics, nothing wraps.
    #[test]
    fn a_wait_only_grows_with_the_attempts_the_hint_and_the_luck(
        settings in settings(), attempt in 0_u32..5000, hint in spans(), more in spans(), random in 0.0..=1.0,
    ) {
        let base = settings.base;
        let wait = |attempt, hint, random| {
            spread_out(settings.wait(attempt, base, hint, random), random)
        };
        let this = wait(attempt, hint, random);
        prop_assert!(wait(attempt + 1, hint, random) >= this);
        prop_assert!(wait(attempt, hint.saturating_add(more), random) >= this);
        prop_assert!(wait(attempt, hint, 1.0) >= this);
        prop_assert!(wait(u32::MAX, Duration::MAX, random) >= this);
    }

    #[test]
    fn the_same_question_has_the_same_answer(
        settings in settings(), error in errors(), attempt in 1_u32..10, situation in situations(),
    ) {
        let policy = settings.build().expect("valid");
        let decision = policy.decide(attempt, &error, &situation);
        prop_assert_eq!(policy.decide(attempt, &error, &situation), decision);
        prop_assert_eq!(composite([policy, policy]).decide(attempt, &error, &situation), decision);
    }
}
