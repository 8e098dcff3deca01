//! Which limit ends an attempt, when, and what is said of it.

use std::time::Duration;

use osier_core::{Context, Delivery, ErrorKind};
use osier_simulate::{Fault, Point, Step};
use osier_timeout::{Limits, Timeout};

use crate::scene::{scene, secs};

fn pings(every: Duration) -> Step {
    Step::answer("a b c").with_fault(Fault::PingsOnly {
        after: Point::Tokens(1),
        every,
        lasting: None,
    })
}

#[tokio::test(start_paused = true)]
async fn each_limit_of_a_stream_ends_it_at_its_time_and_is_named() {
    let limits = Limits::default();
    let hang = || Step::fault(Fault::Hang);
    let headers_only = || Step::fault(Fault::HeadersThenHang);
    let stall = || Step::answer("a b c").stall_after(2);
    let table = [
        ("headers", hang(), limits, secs(30)),
        ("headers", hang(), limits.attempt(secs(40)), secs(30)),
        ("attempt", hang(), limits.attempt(secs(20)), secs(20)),
        ("first_event", headers_only(), limits, secs(60)),
        ("byte_idle", headers_only(), limits.first_event(secs(90)), secs(75)),
        ("attempt", headers_only(), limits.attempt(secs(20)), secs(20)),
        ("byte_idle", stall(), limits, secs(75)),
        ("progress_idle", stall(), limits.progress_idle(secs(5)), secs(5)),
        ("progress_idle", pings(secs(30)), limits, secs(120)),
        ("progress_idle", pings(secs(30)), Limits::reasoning(), secs(300)),
        ("byte_idle", pings(secs(80)), limits, secs(75)),
    ];
    for (limit, step, limits, when) in table {
        let (error, took) = scene(step, limits, secs(600)).error(true).await;
        assert_eq!((error.kind(), error.limit()), (ErrorKind::Timeout, Some(limit)));
        assert_eq!(took, when, "{limit}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_whole_answer_is_left_when_its_body_falls_silent_and_not_while_it_is_made() {
    let silent = Step::fault(Fault::HeadersThenHang);
    let (error, took) = scene(silent, Limits::default(), secs(600)).error(false).await;
    assert_eq!((error.limit(), took), (Some("byte_idle"), secs(75)));

    let slow = Step::answer("late").headers_after(secs(200));
    let patient = scene(slow.clone(), Limits::default(), secs(600));
    assert_eq!(patient.call(false).await.expect("an answer").text().await.expect("text"), "late");
    let (error, took) =
        scene(slow, Limits::default().attempt(secs(100)), secs(600)).error(false).await;
    assert_eq!((error.limit(), took), (Some("attempt"), secs(100)));
}

#[tokio::test(start_paused = true)]
async fn the_error_says_what_had_come_and_whether_it_may_be_billed() {
    let limits = Limits::default();
    let table = [
        (Step::fault(Fault::Hang), Delivery::MaybeSent, "nothing had come"),
        (Step::fault(Fault::HeadersThenHang), Delivery::Answered, "without any event"),
        (Step::answer("a b c").stall_after(2), Delivery::Answered, "events so far: 2"),
    ];
    for (step, delivery, told) in table {
        let (error, _) = scene(step, limits, secs(600)).error(true).await;
        assert_eq!(error.delivery(), delivery, "{error}");
        assert!(error.to_string().contains(told), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_callers_deadline_is_another_kind_of_error() {
    let steps = [
        Step::fault(Fault::Hang),
        Step::fault(Fault::HeadersThenHang),
        Step::answer("a b c").stall_after(2),
    ];
    for step in steps {
        for stream in [true, false] {
            let (error, took) =
                scene(step.clone(), Limits::default(), secs(10)).error(stream).await;
            assert_eq!((error.kind(), error.limit()), (ErrorKind::DeadlineExceeded, None));
            assert_eq!(took, secs(10));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_silent_target_is_left_in_time_for_another_one() {
    let visit = |context: &Context| {
        let leave_by = context.started() + secs(10);
        context.visiting(Some(leave_by), 1)
    };
    for (step, stream) in [
        (Step::fault(Fault::Hang), true),
        (Step::fault(Fault::Hang), false),
        (Step::fault(Fault::HeadersThenHang), true),
    ] {
        let scene = scene(step, Limits::default(), secs(600));
        let (error, took) = scene.error_in(&visit(&scene.context), stream).await;
        let expected = (ErrorKind::Timeout, Some("share_of_deadline"), secs(10));
        assert_eq!((error.kind(), error.limit(), took), expected);
    }
    let step = Step::answer("one two three").between_tokens(secs(20));
    let scene = scene(step, Limits::default(), secs(600));
    let response = scene.call_in(&visit(&scene.context), true).await.expect("a stream");
    assert_eq!(
        response.text().await.expect("whoever has begun to speak is heard"),
        "one two three"
    );
}

#[tokio::test(start_paused = true)]
async fn a_slow_answer_that_keeps_moving_is_left_alone() {
    let step =
        Step::answer("one two three four").first_token_after(secs(50)).between_tokens(secs(70));
    let scene = scene(step, Limits::default(), secs(600));
    let text = scene.call(true).await.expect("headers").text().await.expect("the whole answer");
    assert_eq!(text, "one two three four");
}

#[tokio::test(start_paused = true)]
async fn a_caller_who_reads_slowly_is_not_a_silent_provider() {
    use futures_util::StreamExt;
    let scene = scene(Step::answer("one two three"), Limits::default(), secs(3000));
    let mut events = scene.call(true).await.expect("headers").into_events();
    let mut count = 0;
    while let Some(event) = events.next().await {
        event.expect("no limit is reached");
        count += 1;
        scene.context.clock().sleep_until(scene.context.clock().after(secs(200))).await;
    }
    assert_eq!(count, 6, "a role, three words, a finish, the usage");
}

#[test]
fn a_limit_of_zero_is_refused_by_name() {
    let zero = Duration::ZERO;
    let limits = Limits::default();
    let table = [
        ("connect", limits.connect(zero)),
        ("headers", limits.headers(zero)),
        ("first_event", limits.first_event(zero)),
        ("byte_idle", limits.byte_idle(zero)),
        ("progress_idle", limits.progress_idle(zero)),
        ("attempt", limits.attempt(zero)),
    ];
    for (field, limits) in table {
        let error = Timeout::try_new(limits).expect_err(field);
        assert_eq!(error.field(), field);
    }
    let endless = limits.headers(Duration::MAX).attempt(Duration::MAX);
    assert!(Timeout::try_new(endless).is_ok(), "any longer time is one");
}
