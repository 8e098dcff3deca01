//! Storing what came, behind the answer.

use std::sync::Arc;

use osier_core::{CacheKey, Context, Ending, Head};

use super::RouteCache;
use crate::Settings;
use crate::entry::Entry;
use crate::flight::Landed;
use crate::worth::Worth;

impl RouteCache {
    /// Stores what came, if it is worth it.
    pub(super) async fn keep(
        &self,
        context: &Context,
        key: CacheKey,
        landed: Landed,
        asks_usage: bool,
        as_of: u64,
    ) {
        if self.cache.0.tiers.is_empty() {
            return;
        }
        let Settings { tools, max_answer, freshness, .. } = self.settings;
        let (head, worth) = match &landed {
            Landed::Whole(head, whole) => (head, Worth::of_whole(head, whole, tools, max_answer)),
            Landed::Streamed(head, events) => {
                (head, Worth::of_events(head, events, tools, max_answer))
            }
            Landed::Unkept | Landed::Failed | Landed::Abandoned => return,
        };
        let Ok(Worth { completion, replays }) = worth else { return };
        let clock = context.clock();
        let took = clock.now().saturating_duration_since(context.started());
        let (target, stored_at) = (target_of(head), clock.unix_time());
        let tells_usage = asks_usage || completion.usage().is_some();
        let entry = Entry { completion, target, stored_at, took, replays, tells_usage };
        let tiers = &self.cache.0.tiers;
        tiers.write(key, entry.encode(&key), freshness.keep(), as_of).await;
    }
}

/// Who gave the last of it.
fn target_of(head: &Head) -> Option<Arc<str>> {
    let ended = head.ending.as_ref().and_then(Ending::get);
    ended.map(|how| Arc::clone(&how.target)).or_else(|| head.target.clone())
}
