//! Taking entries out.

use std::future::poll_fn;
use std::task::Poll;

use moka::sync::Cache;
use osier_core::{CacheKey, Erase};

use crate::kept::Kept;

/// After so many keys, others get their turn: every few hundred microseconds.
const TURN: usize = 2048;

/// Takes them out one by one. The client's own way to take out what fits a predicate, and all there is, goes by
/// the moment of each entry, and one that was put within the same tick of its clock would stay.
pub(crate) async fn erase(kept: &Cache<CacheKey, Kept>, what: &Erase) {
    match what {
        Erase::Key(key) => kept.invalidate(key),
        Erase::Tenant(tenant) => each(kept, |key| key.tenant() == tenant).await,
        Erase::Everything => each(kept, |_| true).await,
    }
    kept.run_pending_tasks();
}

async fn each(kept: &Cache<CacheKey, Kept>, is_doomed: impl Fn(&CacheKey) -> bool) {
    for (number, (key, _)) in (1..).zip(kept) {
        if is_doomed(&key) {
            kept.invalidate(&*key);
        }
        if number % TURN == 0 {
            give_way().await;
        }
    }
}

/// Lets others on this thread go first.
async fn give_way() {
    let mut has_waited = false;
    poll_fn(|context| {
        if has_waited {
            return Poll::Ready(());
        }
        has_waited = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
