//! Admission in virtual time: who comes in, who waits, who is turned away, and when.

mod layer;
mod overload;
mod strain;

use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::Duration;

use osier_core::{Clock, Context, Delivery, Error, ErrorKind, Notice, Observer, Priority};
use osier_http::TokioClock;
use osier_limit::{Adaptive, AdaptiveSettings, Admission, AdmissionPermit, AdmissionSettings};

use crate::{millis, pause, poll_once, secs};

fn settings(cap: u32, queue: u32) -> AdmissionSettings {
    AdmissionSettings::default().cap(cap).queue(queue)
}

fn of(cap: u32, queue: u32) -> Admission {
    Admission::try_new(settings(cap, queue)).expect("valid settings")
}

fn context(priority: Priority) -> Context {
    Context::builder(TokioClock::shared()).priority(priority).build()
}

/// Admits a critical request that needs no wait.
async fn enter(admission: &Admission) -> AdmissionPermit {
    admission.admit(&context(Priority::Critical)).await.expect("a slot")
}

/// What comes of a request, and after how long.
async fn ask(
    admission: &Admission,
    context: &Context,
) -> (Result<AdmissionPermit, Error>, Duration) {
    let result = admission.admit(context).await;
    (result, context.clock().now() - context.started())
}

/// Requests under way and requests that wait.
fn seen(admission: &Admission) -> (u32, u32) {
    let snapshot = admission.snapshot();
    (snapshot.in_flight, snapshot.waiting)
}

#[test]
fn a_wrong_setting_is_named_with_its_value_and_range() {
    let ok = AdmissionSettings::default;
    let table = [
        (ok().cap(0), "cap", "0"),
        (ok().cap(1_000_001), "cap", "1000001"),
        (ok().queue(65_537), "queue", "65537"),
        (ok().target(Duration::ZERO), "target", "0ns"),
        (ok().target(secs(61)), "target", "61s"),
        (ok().share(Priority::Low, 0), "share", "0, 75, 90, 100"),
        (ok().share(Priority::Critical, 101), "share", "50, 75, 90, 101"),
        (ok().share(Priority::Normal, 95), "share", "50, 95, 90, 100"),
    ];
    for (settings, field, value) in table {
        let error = Admission::try_new(settings).expect_err(field);
        assert_eq!((error.field(), error.value()), (field, value));
    }
}

#[tokio::test(start_paused = true)]
async fn each_priority_is_admitted_up_to_its_share_of_the_cap() {
    use Priority::{Critical, High, Low, Normal};
    for (cap, shares) in [(100, [100, 90, 75, 50]), (10, [10, 9, 7, 5]), (1, [1, 1, 1, 1])] {
        for (priority, share) in [Critical, High, Normal, Low].into_iter().zip(shares) {
            let admission = of(cap, 0);
            let context = context(priority);
            let mut permits = Vec::new();
            while let Ok(permit) = admission.admit(&context).await {
                permits.push(permit);
            }
            assert_eq!(permits.len(), share, "{priority:?} of {cap}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_share_can_be_set() {
    let settings = settings(10, 0).share(Priority::Low, 20);
    let admission = Admission::try_new(settings).unwrap();
    let low = context(Priority::Low);
    let _held = [admission.admit(&low).await.unwrap(), admission.admit(&low).await.unwrap()];
    assert!(admission.admit(&low).await.is_err());
    assert!(admission.admit(&context(Priority::Normal)).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_burst_waits_and_is_served_in_order() {
    let admission = of(1, 8);
    let first = enter(&admission).await;
    let served = Arc::new(Mutex::new(Vec::new()));
    let waiters: Vec<_> = (0..4)
        .map(|number| {
            let (admission, served) = (admission.clone(), Arc::clone(&served));
            tokio::spawn(async move {
                let permit = enter(&admission).await;
                served.lock().unwrap().push(number);
                pause(millis(100)).await;
                drop(permit);
            })
        })
        .collect();
    pause(millis(100)).await;
    assert_eq!(seen(&admission), (1, 4));
    drop(first);
    for waiter in waiters {
        waiter.await.expect("no panic");
    }
    assert_eq!(*served.lock().unwrap(), [0, 1, 2, 3]);
    assert_eq!(seen(&admission), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn a_wait_ends_with_the_target_or_with_the_callers_deadline() {
    let admission = of(1, 8);
    let _held = enter(&admission).await;
    let hurried = Context::builder(TokioClock::shared()).timeout(millis(300)).build();
    let (late, took) = ask(&admission, &hurried).await;
    let late = late.unwrap_err();
    assert_eq!((late.kind(), took), (ErrorKind::DeadlineExceeded, millis(300)));
    assert_eq!(late.delivery(), Delivery::NotSent);

    let waits = [secs(1), millis(100)].into_iter();
    for (expected, why) in waits.zip(["the target", "a tenth of it: the queue is overloaded"]) {
        let (refused, took) = ask(&admission, &context(Priority::Normal)).await;
        assert_eq!((refused.unwrap_err().kind(), took), (ErrorKind::Shed, expected), "{why}");
    }
    assert_eq!(seen(&admission), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn a_full_queue_refuses_at_once_and_says_when_to_come_back() {
    let admission = of(4, 2);
    let permit = enter(&admission).await;
    pause(secs(8)).await;
    drop(permit);
    let mut held = Vec::new();
    for _ in 0..4 {
        held.push(enter(&admission).await);
    }
    let contexts = [context(Priority::High), context(Priority::High)];
    let mut waiting = contexts.each_ref().map(|context| Box::pin(admission.admit(context)));
    waiting.iter_mut().for_each(|wait| assert!(poll_once(wait.as_mut()).is_pending()));

    // Each slot is held for eight seconds, so one of four comes free every two. Before its turn come
    // the two that wait, and as many as are above its share.
    for (priority, seconds) in [(Priority::High, 8), (Priority::Normal, 8), (Priority::Low, 10)] {
        let (refused, took) = ask(&admission, &context(priority)).await;
        let refused = refused.unwrap_err();
        assert_eq!((refused.kind(), took), (ErrorKind::Shed, Duration::ZERO));
        assert_eq!(refused.retry_after(), Some(secs(seconds)), "{priority:?}");
        assert_eq!(refused.delivery(), Delivery::NotSent);
    }
}

#[tokio::test(start_paused = true)]
async fn a_retry_after_is_one_that_clients_honour() {
    for (held, told) in [(millis(1), 1), (secs(3600), 60)] {
        let admission = of(1, 0);
        let permit = enter(&admission).await;
        pause(held).await;
        drop(permit);
        let _held = enter(&admission).await;
        let refused = admission.admit(&context(Priority::Critical)).await.unwrap_err();
        assert_eq!(refused.retry_after(), Some(secs(told)));
    }
}

type Refusal = (Option<String>, Priority, ErrorKind, Duration);

#[derive(Default)]
struct Heard(Mutex<Vec<Refusal>>);

impl Observer for Heard {
    fn on_notice(&self, notice: &Notice<'_>) {
        if let Notice::Refused { tenant, priority, error, retry_after, .. } = notice {
            let tenant = tenant.map(str::to_owned);
            self.0.lock().unwrap().push((tenant, *priority, *error, *retry_after));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_observer_hears_of_a_refusal() {
    let (admission, heard) = (of(1, 0), Arc::new(Heard::default()));
    let _held = enter(&admission).await;
    let observer: Arc<dyn Observer> = Arc::<Heard>::clone(&heard);
    let context = Context::builder(TokioClock::shared()).tenant("acme").observer(observer).build();
    admission.admit(&context).await.unwrap_err();
    let expected = (Some("acme".to_owned()), Priority::Normal, ErrorKind::Shed, secs(1));
    assert_eq!(*heard.0.lock().unwrap(), [expected]);
}

#[tokio::test(start_paused = true)]
async fn whoever_matters_more_takes_the_place_of_whoever_matters_less() {
    let admission = of(1, 1);
    let held = enter(&admission).await;
    let (low, high) = (context(Priority::Low), context(Priority::High));
    let mut low = pin!(admission.admit(&low));
    assert!(poll_once(low.as_mut()).is_pending());
    let mut high = pin!(admission.admit(&high));
    assert!(poll_once(high.as_mut()).is_pending());
    let Poll::Ready(Err(displaced)) = poll_once(low.as_mut()) else {
        panic!("the place is taken");
    };
    assert_eq!((displaced.kind(), seen(&admission)), (ErrorKind::Shed, (1, 1)));
    drop(held);
    assert!(high.await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn whoever_comes_after_its_deadline_takes_nobodys_place() {
    let admission = of(1, 1);
    let held = enter(&admission).await;
    let context = context(Priority::Low);
    let mut waits = Box::pin(admission.admit(&context));
    assert!(poll_once(waits.as_mut()).is_pending());

    let critical = Context::builder(TokioClock::shared()).priority(Priority::Critical);
    let late = critical.timeout(millis(1)).build();
    pause(millis(5)).await;
    let refused = admission.admit(&late).await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::DeadlineExceeded);
    drop(held);
    assert!(waits.await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn whoever_stops_waiting_leaves_the_queue_at_once() {
    let admission = of(1, 2);
    let held = enter(&admission).await;
    let contexts = [context(Priority::Normal), context(Priority::Normal)];
    let [mut first, mut second] =
        contexts.each_ref().map(|context| Box::pin(admission.admit(context)));
    assert!(poll_once(first.as_mut()).is_pending() && poll_once(second.as_mut()).is_pending());
    drop(first);
    assert_eq!(seen(&admission), (1, 1));
    drop(held);
    assert!(second.await.is_ok());
    assert_eq!(seen(&admission), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn a_slot_that_nobody_takes_goes_to_the_next() {
    let admission = of(1, 3);
    let held = enter(&admission).await;
    let contexts = [context(Priority::Normal), context(Priority::Normal)];
    let [mut first, mut second] =
        contexts.each_ref().map(|context| Box::pin(admission.admit(context)));
    assert!(poll_once(first.as_mut()).is_pending() && poll_once(second.as_mut()).is_pending());
    drop(held);
    assert_eq!(seen(&admission), (1, 1), "it is the first one's, who does not know yet");
    drop(first);
    assert_eq!(seen(&admission), (1, 0), "now it is the second one's");
    let permit = second.await.expect("a slot");
    drop(permit);
    assert_eq!(seen(&admission), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn an_admission_that_follows_limits_lets_in_what_they_allow_together() {
    let limit = |initial| {
        let settings = AdaptiveSettings::default().initial(initial);
        Arc::new(Adaptive::try_new(settings).unwrap())
    };
    let limits = [limit(4), limit(6)];
    let admission = Admission::following(settings(100, 8), limits.clone()).unwrap();
    assert_eq!(admission.snapshot().cap, 10);
    limits[1].try_acquire().unwrap().overloaded_at(context(Priority::Low).started());
    assert_eq!(admission.snapshot().cap, 9);
    let capped = Admission::following(settings(7, 8), limits).unwrap();
    assert_eq!(capped.snapshot().cap, 7);
}
