//! Looking into the cache before anybody is asked.

use std::sync::Arc;

use osier_core::{CacheKey, CacheStatus, CacheUse, Context, Request, Response, Stored};

use super::{RouteCache, asks_usage};
use crate::entry::Entry;
use crate::freshness::Standing;
use crate::key::key;
use crate::tiers::Found;

/// For what a random number is drawn: a word that nobody else uses.
const REFRESHING: u64 = u64::from_be_bytes(*b"freshens");

/// What came of looking.
pub(super) enum Look {
    /// What is stored will do.
    Found(Box<Known>),
    /// Only what is stored would do, and nothing is.
    Nothing,
    /// The request has nothing to do with the cache.
    Barred,
    /// Somebody must be asked. Where it was looked for, with what was found for the time when nobody answers.
    Ask { key: CacheKey, recalled: Option<Option<Arc<Stored>>> },
}

/// An answer that is known already.
pub(super) struct Known {
    pub(super) response: Response,
    pub(super) key: CacheKey,
    pub(super) store: &'static str,
    /// Whether a new one should be fetched behind it.
    pub(super) is_old: bool,
}

/// What was found, and what it is good for now.
struct Seen {
    stored: Stored,
    standing: Standing,
    store: &'static str,
    /// Whether it would not tell what it cost, and this caller is to hear that.
    lacks_usage: bool,
}

impl RouteCache {
    pub(super) async fn look(&self, context: &Context, request: &Request) -> Look {
        let choice = context.cache();
        if choice == CacheUse::Bypass {
            return Look::Barred;
        }
        let Some(key) = key(context, &self.scope, request) else {
            return if choice == CacheUse::Only { Look::Nothing } else { Look::Barred };
        };
        match choice {
            CacheUse::Only => self.look_for_any(context, request, key).await,
            CacheUse::Refresh => Look::Ask { key, recalled: Some(None) },
            CacheUse::Usual | CacheUse::Use | CacheUse::Bypass => {
                if !self.takes_stored(context, request) {
                    return Look::Ask { key, recalled: None };
                }
                self.look_for_fresh(context, request, key).await
            }
        }
    }

    /// Whether this request is answered with what is stored and fresh.
    pub(super) fn takes_stored(&self, context: &Context, request: &Request) -> bool {
        match context.cache() {
            CacheUse::Use | CacheUse::Only => true,
            CacheUse::Usual => self.settings.takes.of(|| request.is_deterministic()),
            CacheUse::Refresh | CacheUse::Bypass => false,
        }
    }

    /// The answer to this request, however old.
    pub(super) async fn any_age(
        &self,
        context: &Context,
        request: &Request,
    ) -> Option<Arc<Stored>> {
        let key = key(context, &self.scope, request)?;
        let seen = self.see(context, request, key, |_| true).await?;
        Some(Arc::new(seen.stored))
    }

    async fn look_for_fresh(&self, context: &Context, request: &Request, key: CacheKey) -> Look {
        let is_fresh = |standing| matches!(standing, Standing::Fresh | Standing::Early);
        let Some(seen) = self.see(context, request, key, is_fresh).await else {
            return Look::Ask { key, recalled: Some(None) };
        };
        match seen.standing {
            _ if seen.lacks_usage => Look::Ask { key, recalled: Some(Some(Arc::new(seen.stored))) },
            Standing::Fresh => Look::Found(seen.given(CacheStatus::Hit, false)),
            Standing::Early => Look::Found(seen.given(CacheStatus::Hit, true)),
            Standing::Stale => Look::Found(seen.given(CacheStatus::Stale, true)),
            Standing::IfError | Standing::Gone => {
                Look::Ask { key, recalled: Some(Some(Arc::new(seen.stored))) }
            }
        }
    }

    async fn look_for_any(&self, context: &Context, request: &Request, key: CacheKey) -> Look {
        match self.see(context, request, key, |_| true).await {
            Some(seen) if matches!(seen.standing, Standing::Fresh | Standing::Early) => {
                Look::Found(seen.given(CacheStatus::Hit, false))
            }
            Some(seen) => Look::Found(seen.given(CacheStatus::Stale, false)),
            None => Look::Nothing,
        }
    }

    /// The youngest entry that can be given to this request at all, wherever it is. One that will do is taken from
    /// the nearest store that has it.
    async fn see(
        &self,
        context: &Context,
        request: &Request,
        key: CacheKey,
        will_do: impl Fn(Standing) -> bool,
    ) -> Option<Seen> {
        let tiers = &self.cache.0.tiers;
        let (now, luck) = (context.clock().unix_time(), context.draw_unit(REFRESHING));
        let standing = |entry: &Entry| {
            self.settings.freshness.standing(entry.age(now), entry.took, entry.spread(), luck)
        };
        let fits = |entry: &Entry| entry.replays || !request.wants_stream();
        let is_of_use = |entry: &Entry| fits(entry) && standing(entry) != Standing::Gone;
        let as_of = tiers.erasures.count();
        let found = tiers.read(context, &key, is_of_use, |entry| will_do(standing(entry))).await?;
        let (standing, age) = (standing(&found.entry), found.entry.age(now));
        let left = self.settings.freshness.keep().saturating_sub(age);
        tiers.keep_near(&key, &found, left, as_of).await;
        let Found { entry: Entry { completion, target, tells_usage, .. }, store, .. } = found;
        let lacks_usage = !tells_usage && asks_usage(request);
        Some(Seen { stored: Stored { completion, target, age, key }, standing, store, lacks_usage })
    }
}

impl Seen {
    fn given(self, status: CacheStatus, is_old: bool) -> Box<Known> {
        let Self { stored, store, .. } = self;
        Box::new(Known { response: stored.answer(status), key: stored.key, store, is_old })
    }
}
