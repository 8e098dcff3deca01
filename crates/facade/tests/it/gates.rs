//! A target's gates in the midst of its retries.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use osier::ErrorKind::{CircuitOpen, Server};
use osier::breaker::Settings;
use osier::retry::RetrySettings;
use osier::{Client, ErrorKind, Notice, Observer, Target};
use osier_simulate::{Script, Scripted, Step};

use crate::scene::{request, told};

/// A target that fails for ever, and trips at its second failure.
fn brittle(name: &'static str) -> (Target, Scripted) {
    let inner = Scripted::new(name, Script::of(Step::status(500)));
    let target = Target::provider(name, inner.clone());
    let minute = Duration::from_secs(60);
    let settings = Settings::default().consecutive_failures(2).open(minute).open_max(minute);
    (target.breaker(settings), inner)
}

#[tokio::test(start_paused = true)]
async fn a_circuit_that_opens_ends_the_retries_of_its_target_and_keeps_it_from_being_asked() {
    let (brittle, inner) = brittle("a");
    let other = Scripted::new("b", Script::answer("from b"));
    let client = Client::builder().target(brittle).target(Target::provider("b", other));
    let client = client.build().expect("a client");
    for lines in [&[("a", Server); 2][..], &[], &[]] {
        let response = client.chat(request(true)).await.expect("an answer");
        assert_eq!(told(&response.head.attempts), lines);
        assert_eq!(response.text().await.expect("text"), "from b");
    }
    assert_eq!(inner.count(), 2);
}

/// How many attempts a failed route says were made.
#[derive(Default)]
struct Made(Mutex<Vec<(usize, ErrorKind)>>);

impl Observer for Made {
    fn on_notice(&self, notice: &Notice<'_>) {
        if let Notice::AllFailed { attempts, error, .. } = notice {
            self.0.lock().expect("not poisoned").push((*attempts, *error));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_target_that_was_not_asked_is_told_of_but_counts_for_no_attempt() {
    let (brittle, inner) = brittle("a");
    let made = Arc::new(Made::default());
    let client = Client::builder().target(brittle).observer(made.clone()).build();
    let client = client.expect("a client");
    for lines in [&[("a", Server); 2][..], &[("a", CircuitOpen)]] {
        let error = client.chat(request(false)).await.expect_err("it is down");
        assert_eq!(told(error.attempts()), lines);
        assert!(error.retry_after().is_some(), "its gate says when it opens");
    }
    assert_eq!(*made.0.lock().expect("not poisoned"), [(2, Server), (0, CircuitOpen)]);
    assert_eq!(inner.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn settings_past_all_expression_neither_overflow_nor_wait() {
    let most = Duration::MAX;
    let retry = RetrySettings::default().max_attempts(u32::MAX).cap(most).base(most);
    let retry =
        retry.wait_base(most).patience(most).billed_attempts(u32::MAX).build().expect("valid");
    let limits = osier::timeout::Limits::default().attempt(most).byte_idle(most);
    let limits = limits.connect(most).headers(most).first_event(most).progress_idle(most);
    let target = |name| {
        let script = Script::of(Step::status(500));
        let pause = Duration::from_secs(1);
        let script = script.then(Step::answer("one two").between_tokens(pause));
        let target = Target::provider(name, Scripted::new(name, script)).timeout(limits);
        target.retry(retry)
    };
    let client = Client::builder().target(target("a")).target(target("b")).timeout(most);
    let client = client.build().expect("a client");
    let context = client.context().max_attempts(u32::MAX).build();
    let error = client.call(&context, request(true).into()).await.expect_err("both fail");
    assert_eq!(told(error.attempts()), [("a", Server), ("b", Server)]);
    let response = client.call(&context, request(true).into()).await.expect("an answer");
    assert_eq!(response.text().await.expect("text"), "one two");
}
