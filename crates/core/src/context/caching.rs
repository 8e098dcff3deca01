//! What a request has to do with the cache.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32};

use super::{Context, Shared, Visit, draw};
use crate::cache::{CacheUse, Stored};
use crate::context::Priority;
use crate::deadline::Deadline;

impl Context {
    /// What the caller wants of the cache.
    #[must_use]
    pub fn cache(&self) -> CacheUse {
        self.shared.cache
    }

    /// The same request, after the cache has been looked into: with what was found, or with nothing. Whoever
    /// needs a stored answer further inside then need not look again.
    #[must_use]
    pub fn recalling(&self, found: Option<Arc<Stored>>) -> Self {
        Self { recalled: Some(found), ..self.clone() }
    }

    /// What was [found](Self::recalling) in the cache; `None` if nobody has looked yet.
    #[must_use]
    pub fn recalled(&self) -> Option<Option<&Arc<Stored>>> {
        self.recalled.as_ref().map(Option::as_ref)
    }

    /// A request of its own, on behalf of the same caller, for which nobody waits: to do something behind
    /// an answer. It has the time and the attempts that this one had at first, counted from now, and yields
    /// to everybody.
    #[must_use]
    pub fn behind(&self) -> Self {
        let shared = &*self.shared;
        let started = self.clock().now();
        let time = self.deadline.moment().saturating_duration_since(shared.started);
        let behind = Shared {
            id: shared.id.clone(),
            seed: draw::any_seed(),
            started,
            attempts_made: AtomicU32::new(0),
            has_hedged: AtomicBool::new(false),
            max_attempts: shared.max_attempts,
            tenant: shared.tenant.clone(),
            preferred: shared.preferred.clone(),
            priority: Priority::Low,
            cache: CacheUse::Refresh,
            clock: Arc::clone(&shared.clock),
            observer: Arc::clone(&shared.observer),
        };
        Self {
            shared: Arc::new(behind),
            deadline: Deadline::after(started, time),
            visit: Visit::default(),
            watched: None,
            strain: self.strain.clone(),
            recalled: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;
    use crate::clock::stopped::Stopped;
    use crate::context::Strain;

    struct Strained;

    impl Strain for Strained {
        fn is_strained(&self, _: Instant) -> bool {
            true
        }
    }

    #[test]
    fn what_is_done_behind_an_answer_begins_anew_and_yields_to_everybody() {
        let context = Context::builder(Stopped::shared())
            .timeout(Duration::from_secs(10))
            .max_attempts(2)
            .tenant("acme")
            .preferred("claude")
            .priority(Priority::Critical)
            .cache(CacheUse::Use)
            .build()
            .under(Arc::new(Strained));
        assert!(context.begin_attempt().is_ok() && context.begin_hedge());
        let watched = context.watched(context.deadline().moment()).0.once().recalling(None);
        let behind = watched.behind();
        assert_eq!((behind.attempts_left(), behind.has_hedged()), (2, false));
        assert_eq!((behind.tenant(), behind.preferred()), (Some("acme"), Some("claude")));
        assert_eq!((behind.priority(), behind.cache()), (Priority::Low, CacheUse::Refresh));
        assert_eq!(behind.remaining(), Duration::from_secs(10));
        assert!(!behind.is_once() && behind.recalled().is_none());
        assert!(!behind.is_watched_at(context.deadline().moment()));
        assert!(behind.is_strained(), "there is no more time for extras behind an answer");
        assert_eq!(context.attempts_left(), 1, "and it draws on nobody's budget");
    }
}
