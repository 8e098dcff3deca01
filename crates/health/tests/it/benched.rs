//! Rejected keys and empty accounts.

use std::sync::Arc;

use osier_core::{Clock, ErrorKind, Readiness};
use osier_health::Credential;
use osier_http::TokioClock;
use osier_simulate::{Preset, Script, Step};

use crate::scene::{Target, pass, secs};

fn key() -> Arc<Credential> {
    Arc::new(Credential::new("key"))
}

#[tokio::test(start_paused = true)]
async fn nothing_is_sent_with_a_rejected_credential_by_any_target_that_shares_it() {
    for preset in [Preset::Auth, Preset::FlatAuth, Preset::Quota, Preset::CreditBalance] {
        for stream in [false, true] {
            let (key, told) = (key(), Arc::default());
            let a = Target::new("a", Step::status(preset), &key);
            let b = Target::new("b", Script::answer("from b"), &key);
            assert_eq!(b.answer(stream, &told).await.expect("an answer"), "from b");

            let first = a.answer(stream, &told).await.expect_err("rejected").kind();
            for target in [&a, &b, &a] {
                let error = target.answer(stream, &told).await.expect_err("benched");
                assert_eq!((error.kind(), error.code()), (ErrorKind::Benched, Some(first.name())));
                let readiness = target.provider.readiness(TokioClock.now());
                assert_eq!(readiness, Readiness::Unavailable);
            }
            assert_eq!((a.far_end.count(), b.far_end.count()), (1, 1), "{preset:?}");
            assert_eq!(told.take(), [format!("key benched at a: {}", first.name())]);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_reinstated_credential_is_used_again_and_benched_anew_if_it_is_still_wrong() {
    let (key, told) = (key(), Arc::default());
    let script = Script::of(Step::status(Preset::Auth)).then(Step::status(Preset::Auth));
    let a = Target::new("a", script.then(Step::answer("Hello")), &key);
    for _ in 0..2 {
        assert_eq!(a.answer(true, &told).await.expect_err("rejected").kind(), ErrorKind::Auth);
        assert_eq!(a.answer(true, &told).await.expect_err("benched").kind(), ErrorKind::Benched);
        assert!(key.reinstate(TokioClock.now()));
    }
    assert_eq!(a.answer(true, &told).await.expect("an answer"), "Hello");
    assert_eq!(told.take(), ["key benched at a: auth", "key benched at a: auth"]);
    assert_eq!(a.provider.readiness(TokioClock.now()), Readiness::Ramping(10));
    pass(secs(30)).await;
    assert_eq!(a.provider.readiness(TokioClock.now()), Readiness::Ready);
}

#[tokio::test(start_paused = true)]
async fn a_model_that_is_forbidden_leaves_the_key_to_the_others() {
    let (key, told) = (key(), Arc::default());
    let a = Target::new("a", Step::status(Preset::Forbidden), &key);
    let b = Target::new("b", Script::answer("from b"), &key);
    assert_eq!(a.answer(false, &told).await.expect_err("forbidden").kind(), ErrorKind::Auth);
    assert_eq!(a.answer(false, &told).await.expect_err("benched").kind(), ErrorKind::Benched);
    assert_eq!(b.answer(false, &told).await.expect("an answer"), "from b");
    assert_eq!(told.take(), ["key benched at a: auth"]);
}

#[tokio::test(start_paused = true)]
async fn many_at_once_bench_it_once() {
    let (key, told) = (key(), Arc::default());
    let a = Target::new("a", Step::status(Preset::Auth).first_token_after(secs(1)), &key);
    let asked = (0..50).map(|_| a.answer(true, &told));
    let answers = futures_util::future::join_all(asked).await;
    assert!(answers.iter().all(Result::is_err));
    assert_eq!(told.take().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_trial_reinstates_at_the_first_content_and_one_that_is_cancelled_leaves_its_place() {
    let key = Arc::new(Credential::new("key").trial_after(Some(secs(60))));
    let told = Arc::default();
    let slow = Step::answer("one two three").between_tokens(secs(5));
    let hanging = Step::answer("never").first_token_after(secs(3600));
    let script = Script::of(Step::status(Preset::Quota)).then_times(2, &hanging).then(slow);
    let a = Target::new("a", script, &key);
    assert!(a.answer(true, &told).await.is_err());
    pass(secs(60)).await;

    for stream in [false, true] {
        let cancelled = tokio::time::timeout(secs(1), a.answer(stream, &told)).await;
        assert!(cancelled.is_err(), "it hangs");
    }
    let mut events = a.ask(true, &told).await.expect("another trial").into_events();
    let others = a.answer(true, &told).await.expect_err("one at a time");
    assert_eq!(others.kind(), ErrorKind::Benched);
    while !futures_util::StreamExt::next(&mut events).await.expect("more").expect("whole").shows() {
    }
    drop(events);
    assert_eq!(told.take(), ["key benched at a: quota_exceeded", "key back: trial"]);
    assert!(a.answer(true, &told).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn every_target_of_a_reinstated_credential_gets_its_share_step_by_step_and_no_other_target() {
    let by_trial = Arc::new(Credential::new("key").trial_after(Some(secs(60))));
    for (key, preset) in [(key(), Preset::Auth), (by_trial, Preset::Forbidden)] {
        let told = Arc::default();
        let a = Target::new("a", Script::of(Step::status(preset)).then(Step::answer("Hi")), &key);
        let b = Target::new("b", Script::answer("from b"), &key);
        let shares = || [&a, &b].map(|target| target.provider.readiness(TokioClock.now()).share());
        assert!(a.answer(true, &told).await.is_err());
        pass(secs(60)).await;
        let is_whole_key = preset == Preset::Auth;
        if is_whole_key {
            assert!(key.reinstate(TokioClock.now()));
        } else {
            assert!(a.answer(true, &told).await.is_ok());
        }
        let others = |share| if is_whole_key { share } else { 100 };
        assert_eq!(shares(), [10, others(10)]);
        pass(secs(10)).await;
        assert_eq!(shares(), [40, others(40)]);
        pass(secs(20)).await;
        assert_eq!(shares(), [100, 100]);
    }
}
