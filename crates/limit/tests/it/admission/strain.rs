//! Whether there is time for extras, as those who are under way see it.

use super::*;

/// A request that came when all was calm.
async fn early(admission: &Admission) -> AdmissionPermit {
    let permit = enter(admission).await;
    assert!(!permit.context().is_strained(), "calm");
    permit
}

#[tokio::test(start_paused = true)]
async fn whoever_came_in_calm_learns_that_others_are_shed() {
    let admission = of(1, 0);
    let permit = early(&admission).await;
    pause(secs(10)).await;
    assert!(!permit.context().is_strained());
    admission.admit(&context(Priority::Normal)).await.expect_err("shed");
    assert!(permit.context().is_strained(), "nobody can queue, but all are shed");
    for (after, expected) in [(0, true), (1999, true), (1, false), (60_000, false)] {
        pause(millis(after)).await;
        assert_eq!(permit.context().is_strained(), expected, "{after} ms later");
    }
}

#[tokio::test(start_paused = true)]
async fn a_queue_strains_as_long_as_somebody_stands_in_it_and_a_little_longer() {
    let settings = settings(2, 4).target(secs(30));
    let admission = Admission::try_new(settings).expect("valid settings");
    let (permit, other) = (early(&admission).await, early(&admission).await);
    let waits = context(Priority::Critical);
    let mut waits = Box::pin(admission.admit(&waits));
    assert!(poll_once(waits.as_mut()).is_pending());
    for _ in 0..10 {
        assert!(permit.context().is_strained());
        pause(secs(1)).await;
    }
    drop(other);
    let late = waits.await.expect("the free slot");
    for (after, expected) in [(0, true), (1999, true), (1, false)] {
        pause(millis(after)).await;
        let strained = [&permit, &late].map(|permit| permit.context().is_strained());
        assert_eq!(strained, [expected; 2], "{after} ms later");
        assert_eq!(admission.is_strained(TokioClock.now()), expected);
    }
}

#[tokio::test(start_paused = true)]
async fn whoever_queued_and_went_away_has_been_a_strain_too() {
    let admission = of(1, 4);
    let permit = early(&admission).await;
    let hurried = Context::builder(TokioClock::shared()).timeout(millis(500)).build();
    admission.admit(&hurried).await.expect_err("too late");
    assert_eq!(seen(&admission), (1, 0));
    assert!(permit.context().is_strained());
}

#[tokio::test(start_paused = true)]
async fn whoever_comes_after_its_deadline_is_no_strain() {
    let admission = of(1, 4);
    let permit = early(&admission).await;
    let late = Context::builder(TokioClock::shared()).timeout(Duration::ZERO).build();
    admission.admit(&late).await.expect_err("too late");
    assert!(!permit.context().is_strained());
}

#[tokio::test(start_paused = true)]
async fn of_two_admissions_either_is_enough() {
    let (outer, inner) = (of(2, 0), of(1, 0));
    let permit = early(&outer).await;
    let permit = inner.admit(permit.context()).await.expect("a slot");
    assert!(!permit.context().is_strained());
    for full in [&inner, &outer] {
        let _held = outer.admit(&context(Priority::Critical)).await;
        full.admit(&context(Priority::Critical)).await.expect_err("shed");
        assert!(permit.context().is_strained());
        pause(secs(2)).await;
        assert!(!permit.context().is_strained());
    }
}
