//! Any future, any error, any timer.

use std::cell::Cell;
use std::future::Future;
use std::time::Duration;

use osier_core::{Clock, Error, ErrorKind, SharedClock};
use osier_http::TokioClock;
use osier_retry::{Advice, Retry, RetryPolicy, Timer};

use crate::scene::{budget, ms, now, secs, sleep, slowest, spent};

/// Fails so often with what it is told to, then gives the number of its calls.
struct Fails(Cell<u32>, u32);

impl Fails {
    fn times(times: u32) -> Self {
        Self(Cell::new(0), times)
    }

    async fn call<E>(&self, error: impl FnOnce() -> E) -> Result<u32, E> {
        self.0.set(self.0.get() + 1);
        if self.0.get() > self.1 { Ok(self.0.get()) } else { Err(error()) }
    }
}

#[tokio::test(start_paused = true)]
async fn any_error_is_tried_again_until_it_passes_or_the_attempts_are_made() {
    for (times, answer, took) in
        [(0, Ok(1), 0), (1, Ok(2), 275), (2, Ok(3), 825), (3, Err("no"), 825)]
    {
        let (fails, start) = (Fails::times(times), now());
        let given = slowest().call(sleep, || fails.call(|| "no")).await;
        assert_eq!((given, now() - start), (answer, ms(took)));
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_of_the_house_is_judged_by_what_it_says_of_itself() {
    let table = [
        (ErrorKind::Auth, None, 1, secs(0)),
        (ErrorKind::Server, None, 3, ms(825)),
        (ErrorKind::RateLimited, Some(secs(10)), 3, secs(22)),
        (ErrorKind::Cut, None, 2, ms(275)),
    ];
    for (kind, hint, calls, took) in table {
        let (fails, start) = (Fails::times(9), now());
        let error = || match hint {
            Some(hint) => Error::new(kind).with_retry_after(hint),
            None => Error::new(kind),
        };
        let given = slowest().call(sleep, || fails.call(error)).await;
        assert_eq!(given.map_err(|error| error.kind()), Err(kind));
        assert_eq!((fails.0.get(), now() - start), (calls, took), "{kind:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn advice_says_whether_when_and_at_what_cost() {
    let table: [(Advice, u32, Duration, u32); 6] = [
        (Advice::give_up(), 1, secs(0), 0),
        (Advice::retry(), 3, ms(825), 2),
        (Advice::throttled(), 3, ms(3300), 2),
        (Advice::retry().after(secs(3)), 3, ms(6600), 2),
        (Advice::retry().cost(5), 3, ms(825), 10),
        (Advice::timed_out(), 1, secs(0), 0),
    ];
    for (advice, calls, took, cost) in table {
        let (fails, start, budget) = (Fails::times(9), now(), budget());
        let retry = slowest().budget(budget.clone());
        let given = retry.call_with(|_: &&str| advice, sleep, || fails.call(|| "no"));
        assert_eq!(given.await, Err("no"));
        assert_eq!((fails.0.get(), now() - start), (calls, took), "{advice:?}");
        assert_eq!(spent(&budget), cost * 1000, "{advice:?}");
    }
    let (fails, budget) = (Fails::times(9), budget());
    let retry = Retry::new(RetryPolicy::timeout()).budget(budget.clone());
    let late = |_: &&str| Advice::timed_out();
    let given = retry.call_with(late, sleep, || fails.call(|| "late")).await;
    assert_eq!((given, fails.0.get(), spent(&budget)), (Err("late"), 4, 6000));
}

#[tokio::test(start_paused = true)]
async fn a_success_pays_in_and_a_failure_does_not() {
    let budget = budget();
    let retry = Retry::default().budget(budget.clone());
    assert!(budget.try_withdraw_at(5, now()));
    let well = || async { Ok::<_, ()>(()) };
    retry.call(sleep, well).await.expect("it works");
    assert_eq!(spent(&budget), 4900);
    let badly = |(): &()| Advice::give_up();
    let fails = || async { Err::<(), _>(()) };
    retry.call_with(badly, sleep, fails).await.expect_err("it does not");
    assert_eq!(spent(&budget), 4900);
}

#[tokio::test(start_paused = true)]
async fn without_a_budget_every_call_has_all_its_attempts() {
    for (retry, calls) in [(slowest(), 50 + 10), (slowest().without_budget(), 150)] {
        let fails = Fails::times(u32::MAX);
        // All at one moment of the system's clock would be luck; the budget's clock is virtual here.
        let clock = TokioClock::shared();
        for _ in 0..50 {
            let retry = retry.clone().random(|| 0.0);
            retry.call(clock.clone(), || fails.call(|| "no")).await.expect_err("no");
        }
        assert_eq!(fails.0.get(), calls);
    }
}

#[tokio::test(start_paused = true)]
async fn a_span_for_the_whole_call_ends_it_before_a_wait_and_cuts_no_attempt_short() {
    let clock = TokioClock::shared();
    let (fails, start) = (Fails::times(9), now());
    let retry = slowest().within(secs(3));
    let slow = || async {
        clock.sleep_until(now() + secs(2)).await;
        fails.call(|| "no").await
    };
    retry.call(clock.clone(), slow).await.expect_err("no time is left");
    assert_eq!((fails.0.get(), now() - start), (1, secs(2)), "a second is no useful attempt");
}

#[tokio::test(start_paused = true)]
async fn a_clock_is_a_timer_shared_or_borrowed() {
    let shared: SharedClock = TokioClock::shared();
    let borrowed: &dyn Clock = &TokioClock;
    assert_eq!(Timer::now(&shared), Timer::now(&borrowed));
    for start in [now(), now()] {
        let fails = Fails::times(1);
        assert_eq!(slowest().call(borrowed, || fails.call(|| "no")).await, Ok(2));
        let fails = Fails::times(1);
        assert_eq!(slowest().call(shared.clone(), || fails.call(|| "no")).await, Ok(2));
        assert!(now() - start >= ms(550));
    }
}

#[test]
fn a_call_can_be_sent_to_another_thread() {
    fn sendable<T>(_: impl Future<Output = T> + Send) {}
    let retry = Retry::default();
    sendable(retry.call(sleep, || async { Ok::<_, Error>(()) }));
    sendable(retry.call(TokioClock::shared(), || async { Ok::<_, std::io::Error>(()) }));
}
