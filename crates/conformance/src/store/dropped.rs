//! Futures that nobody waits for any longer.

use std::pin::pin;
use std::task::{Context, Waker};
use std::time::Duration;

use bytes::Bytes;
use osier_core::{CacheKey, Erase};

use super::{LONG, StoreSuite, Work, key};

const NAME: &str = "dropped";

/// More often than any of them is polled before it is ready.
const STEPS: u32 = 12;

pub(super) async fn check(suite: &StoreSuite) {
    for steps in 0..STEPS {
        suite.put(NAME, &put(steps), b"old").await;
        leave(suite, steps, begun(suite, steps, Begun::Put)).await;
        leave(suite, steps, begun(suite, steps, Begun::Get)).await;
        leave(suite, steps, begun(suite, steps, Begun::Remove)).await;
        leave(suite, steps, begun(suite, steps, Begun::Flush)).await;
        let found = suite.get(NAME, &put(steps)).await;
        let is_whole = found.as_deref().is_some_and(|found| found == b"old" || found == b"new");
        assert!(is_whole, "{NAME}: neither the old entry nor the new one");
        check_usable(suite, steps).await;
    }
}

/// What was left may still be done, but it ends.
async fn check_usable(suite: &StoreSuite, steps: u32) {
    suite.put(NAME, &key(52, steps), b"after").await;
    suite.expect(NAME, &key(52, steps), b"after").await;
    for _ in 0..200 {
        suite.put(NAME, &removed(steps), b"after").await;
        (suite.runtime.pause)(Duration::from_millis(5)).await;
        if suite.get(NAME, &removed(steps)).await.is_some() {
            return;
        }
    }
    panic!("{NAME}: a removal that was left never ends");
}

fn put(steps: u32) -> CacheKey {
    key(50, steps)
}

fn removed(steps: u32) -> CacheKey {
    key(51, steps)
}

enum Begun {
    Put,
    Get,
    Remove,
    Flush,
}

fn begun(suite: &StoreSuite, steps: u32, what: Begun) -> Work {
    let store = suite.store.clone();
    Box::pin(async move {
        let _ = match what {
            Begun::Put => store.put(&put(steps), Bytes::from_static(b"new"), LONG).await,
            Begun::Get => store.get(&put(steps)).await.map(drop),
            Begun::Remove => store.remove(&Erase::Tenant(*removed(steps).tenant())).await,
            Begun::Flush => store.flush().await,
        };
    })
}

/// Polls it so often, and drops it.
async fn leave(suite: &StoreSuite, steps: u32, work: Work) {
    let mut work = pin!(work);
    for step in 0..steps {
        if work.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready() {
            return;
        }
        (suite.runtime.pause)(Duration::from_micros(u64::from(step) * 100)).await;
    }
}
