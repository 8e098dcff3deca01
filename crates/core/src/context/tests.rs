use std::sync::Arc;
use std::time::{Duration, Instant};

use super::*;
use crate::clock::Sleep;

#[derive(Debug)]
struct Stopped(Instant);

impl Clock for Stopped {
    fn now(&self) -> Instant {
        self.0
    }

    fn sleep_until(&self, _: Instant) -> Sleep {
        Box::pin(std::future::pending())
    }

    fn unix_time(&self) -> Duration {
        Duration::ZERO
    }
}

fn context(attempts: u32) -> Context {
    #[expect(clippy::disallowed_methods, reason = "a stopped clock has to start somewhere")]
    let clock = Arc::new(Stopped(Instant::now()));
    Context::builder(clock).timeout(Duration::from_secs(10)).max_attempts(attempts).build()
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
