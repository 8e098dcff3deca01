use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use super::*;
use crate::ErrorKind;
use crate::clock::Sleep;
use crate::clock::stopped::Stopped;

fn context(attempts: u32) -> Context {
    Context::builder(Stopped::shared())
        .timeout(Duration::from_secs(10))
        .max_attempts(attempts)
        .build()
}

#[test]
fn clones_and_narrowed_contexts_draw_on_one_attempt_budget() {
    let context = context(3);
    let narrowed = context.narrowed(context.deadline());
    let numbers =
        [context.begin_attempt(), narrowed.begin_attempt(), context.clone().begin_attempt()];
    assert_eq!(numbers.map(Result::ok), [Some(1), Some(2), Some(3)]);
    assert_eq!(narrowed.begin_attempt().map_err(|e| e.kind()), Err(ErrorKind::AttemptsExhausted));
    assert_eq!(context.attempts_left(), 0);
}

#[test]
fn a_deadline_only_shrinks() {
    let context = context(1);
    let now = context.clock().now();
    let sooner = context.narrowed(Deadline::after(now, Duration::from_secs(2)));
    assert_eq!(sooner.remaining(), Duration::from_secs(2));
    let later = sooner.narrowed(Deadline::after(now, Duration::from_secs(60)));
    assert_eq!(later.remaining(), Duration::from_secs(2));
}

#[test]
fn an_attempt_that_a_gate_refused_can_be_given_back() {
    let context = context(1);
    assert_eq!(context.begin_attempt().ok(), Some(1));
    context.return_attempt();
    assert_eq!(context.begin_attempt().ok(), Some(1));
    assert_eq!(context.attempts_left(), 0);
}

#[test]
fn a_visit_does_not_outlive_its_context_and_keeps_the_deadline() {
    let context = context(1);
    let leave_by = context.clock().now() + Duration::from_secs(3);
    let visit = context.visiting(Some(leave_by), 1);
    assert_eq!((visit.leave_by(), visit.has_alternative()), (Some(leave_by), true));
    assert_eq!((context.leave_by(), context.has_alternative()), (None, false));
    assert_eq!(visit.deadline(), context.deadline());
}

#[test]
fn a_visit_within_a_visit_is_left_no_later_and_has_the_alternatives_of_both() {
    let context = context(8);
    let soon = context.started() + Duration::from_secs(3);
    let late = soon + Duration::from_secs(3);
    for (outer, inner, expected) in [
        (Some(soon), Some(late), Some(soon)),
        (Some(late), Some(soon), Some(soon)),
        (Some(soon), None, Some(soon)),
        (None, Some(late), Some(late)),
        (None, None, None),
    ] {
        let visit = context.visiting(outer, 0).visiting(inner, 0);
        assert_eq!(visit.leave_by(), expected);
    }
    assert!(context.visiting(None, 1).visiting(None, 0).has_alternative());
    assert_eq!(context.visiting(None, 1).visiting(None, 2).attempts_to_spare(), 5);
    assert_eq!(context.visiting(None, 9).attempts_to_spare(), 0);
    assert_eq!(context.visiting(None, u32::MAX).visiting(None, 1).attempts_to_spare(), 0);
}

/// Counts the timers that are made.
#[derive(Debug)]
struct Counting(Instant, AtomicU32);

impl Clock for Counting {
    fn now(&self) -> Instant {
        self.0
    }

    fn sleep_until(&self, _: Instant) -> Sleep {
        self.1.fetch_add(1, Ordering::Relaxed);
        Box::pin(std::future::ready(()))
    }

    fn unix_time(&self) -> Duration {
        Duration::ZERO
    }
}

#[tokio::test]
async fn a_wait_over_which_somebody_watches_makes_no_timer_of_its_own() {
    #[expect(clippy::disallowed_methods, reason = "a stopped clock has to start somewhere")]
    let clock = Arc::new(Counting(Instant::now(), AtomicU32::new(0)));
    let context = Context::builder(clock.clone()).build();
    let (soon, late) = (context.started(), context.deadline().moment());
    let (watched, pulse) = context.watched(late);
    let turns = AtomicU32::new(0);
    let work = || {
        std::future::poll_fn(|cx| {
            cx.waker().wake_by_ref();
            watched.beat();
            match turns.fetch_add(1, Ordering::Relaxed) {
                0 => std::task::Poll::Pending,
                _ => std::task::Poll::Ready(()),
            }
        })
    };
    assert_eq!(watched.before(late, work()).await, Some(()));
    assert_eq!(clock.1.load(Ordering::Relaxed), 0, "it is ended from outside");
    assert_eq!((pulse.take(), pulse.take()), (true, false));
    for whole in [true, false] {
        watched.mark_whole(whole);
        assert_eq!(pulse.is_whole(), whole);
    }
    turns.store(0, Ordering::Relaxed);
    assert_eq!(watched.before(soon, work()).await, None);
    assert_eq!(clock.1.load(Ordering::Relaxed), 1, "sooner than the one outside");
    turns.store(0, Ordering::Relaxed);
    assert_eq!(watched.unwatched().before(late, work()).await, None, "nobody watches a task");
}
