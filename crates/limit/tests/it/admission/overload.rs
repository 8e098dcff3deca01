//! Three times as much is asked as can be done.

use super::*;

/// What became of the requests of one priority.
#[derive(Debug, Default)]
struct Fate {
    asked: u32,
    served: u32,
    longest_wait: Duration,
    longest_refusal: Duration,
}

/// Asks every `every` for this long; each request that is admitted takes half a second to one and a
/// half, a second in the mean.
async fn load(
    admission: Admission,
    priority: Priority,
    every: Duration,
    lasting: Duration,
) -> Fate {
    let fate = Arc::new(Mutex::new(Fate::default()));
    let mut requests = Vec::new();
    for number in 0..(lasting.as_millis() / every.as_millis()) as u64 {
        let (admission, fate) = (admission.clone(), Arc::clone(&fate));
        requests.push(tokio::spawn(async move {
            let (result, took) = ask(&admission, &context(priority)).await;
            note(&mut fate.lock().unwrap(), result.is_ok(), took);
            if result.is_ok() {
                pause(millis(500 + number * 617 % 1000)).await;
            }
        }));
        pause(every).await;
    }
    for request in requests {
        request.await.expect("no panic");
    }
    Arc::into_inner(fate).unwrap().into_inner().unwrap()
}

fn note(fate: &mut Fate, served: bool, took: Duration) {
    fate.asked += 1;
    fate.served += u32::from(served);
    let longest = if served { &mut fate.longest_wait } else { &mut fate.longest_refusal };
    *longest = took.max(*longest);
}

#[tokio::test(start_paused = true)]
async fn at_three_times_the_capacity_what_matters_is_served_soon_and_the_rest_knows_soon() {
    // Forty slots of a second each serve forty a second; a hundred and twenty are asked.
    let admission = of(40, 32);
    let lasting = secs(30);
    let run = |priority, every| tokio::spawn(load(admission.clone(), priority, every, lasting));
    // The load begins with a standing queue, as it is once an overload has begun.
    let batch = run(Priority::Low, millis(20));
    pause(secs(3)).await;
    let normal = run(Priority::Normal, millis(20));
    let interactive = run(Priority::High, millis(50));
    let watched = admission.clone();
    let watch = tokio::spawn(async move {
        let mut longest = 0;
        for _ in 0..300 {
            longest = longest.max(watched.snapshot().waiting);
            pause(millis(100)).await;
        }
        longest
    });
    let [batch, normal, interactive] =
        [batch.await.unwrap(), normal.await.unwrap(), interactive.await.unwrap()];
    assert!(watch.await.unwrap() <= 32, "the queue is bounded");
    assert_eq!(interactive.served, interactive.asked, "{interactive:?}");
    assert!(interactive.longest_wait <= millis(100), "{interactive:?}");
    assert!(normal.served * 10 >= normal.asked * 2, "what is left of the slots: {normal:?}");
    assert!(batch.served * 2 < batch.asked, "batch gives way: {batch:?}");
    assert!(normal.longest_wait <= secs(1), "{normal:?}");
    assert!(normal.longest_refusal <= secs(1) && batch.longest_refusal <= secs(1));
    assert_eq!(seen(&admission), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn in_a_standing_overload_waits_are_a_tenth_of_the_target() {
    let admission = of(40, 64);
    let load_for = |seconds| load(admission.clone(), Priority::Critical, millis(10), secs(seconds));
    let standing = tokio::spawn(load_for(20));
    pause(secs(5)).await;
    let now = context(Priority::Critical).started();
    assert!(admission.is_overloaded(Priority::Critical, now));
    let mut late = Vec::new();
    for _ in 0..100 {
        let (result, took) = ask(&admission, &context(Priority::Critical)).await;
        late.push(took);
        drop(result);
        pause(millis(10)).await;
    }
    assert!(late.iter().all(|took| *took <= millis(100)), "{late:?}");
    let fate = standing.await.unwrap();
    assert!(fate.served >= 20 * 40, "no slot is idle: {fate:?}");
}
