//! What the routes of one process share: stores, and calls under way.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use osier_core::{
    CacheKey, Context, Erase, InvalidSetting, SharedClock, SharedObserver, SharedStore, StoreError,
};

use crate::behind::in_time;
use crate::erasures::Erasures;
use crate::flight::{Flights, Limits};
use crate::tiers::Tiers;
use crate::told::Told;
use crate::{Circuits, Outer, RouteCache, Settings, Stats};

/// So many answers are fetched behind others at a time. The rest stay stale a little longer.
const REFRESHES: usize = 16;
/// What taking something out may take.
const ERASING: Duration = Duration::from_secs(35);
/// What making all last may take: somebody waits for the process to end.
const FLUSHING: Duration = Duration::from_secs(5);

/// Stored answers, and the calls under way that many wait for. Cheap to clone; clones are the same.
///
/// It stands in no route by itself: [`route`](Self::route) gives the part that does.
#[derive(Clone)]
pub struct Cache(pub(crate) Arc<Shared>);

/// Describes a [`Cache`].
#[must_use = "a builder does nothing until it builds"]
pub struct CacheBuilder {
    clock: SharedClock,
    near: Option<SharedStore>,
    far: Option<Outer>,
    observer: Option<SharedObserver>,
}

pub(crate) struct Shared {
    pub(crate) tiers: Tiers,
    pub(crate) flights: Flights,
    pub(crate) told: Arc<Told>,
    refreshes: Mutex<HashSet<CacheKey>>,
}

impl Cache {
    /// Begins a cache without any store, which only lets those who ask the same wait together.
    pub fn builder(clock: SharedClock) -> CacheBuilder {
        CacheBuilder { clock, near: None, far: None, observer: None }
    }

    /// The cache of the route of this name.
    ///
    /// # Errors
    ///
    /// The first setting that cannot work.
    pub fn route(
        &self,
        name: impl Into<Arc<str>>,
        settings: Settings,
    ) -> Result<RouteCache, InvalidSetting> {
        Ok(RouteCache::new(self.clone(), name.into(), settings.check()?))
    }

    /// Takes out what is named, in every store. What is under way meanwhile is answered, and not stored. Ends
    /// within 35 seconds.
    ///
    /// # Errors
    ///
    /// If some of it may still be there: an outer store could not do it.
    ///
    /// # Cancellation
    ///
    /// It goes on in the outer store. What somebody reads there meanwhile may stay in the inner one.
    pub async fn erase(&self, what: Erase) -> Result<(), StoreError> {
        let context = self.chore(ERASING);
        in_time(&context, self.0.tiers.remove(&context, what)).await
    }

    /// Waits until everything is written, and makes it last: before the process ends. Within 5 seconds.
    ///
    /// # Errors
    ///
    /// If some of it may be lost.
    pub async fn flush(&self) -> Result<(), StoreError> {
        let context = self.chore(FLUSHING);
        in_time(&context, self.0.tiers.flush(&context)).await
    }

    /// What it has done so far.
    #[must_use]
    pub fn stats(&self) -> Stats {
        self.0.told.stats()
    }

    /// How the gates of the outer store stand; `None` if there is no such store.
    #[must_use]
    pub fn circuits(&self) -> Option<Circuits> {
        self.0.tiers.far.as_ref().map(crate::far::Far::states)
    }

    /// The names of its stores, the inner one first.
    pub fn stores(&self) -> impl Iterator<Item = &'static str> {
        let Tiers { near, far, .. } = &self.0.tiers;
        let near = near.as_ref().map(|near| near.name());
        near.into_iter().chain(far.as_ref().map(crate::far::Far::name))
    }

    fn chore(&self, within: Duration) -> Context {
        let clock = Arc::clone(&self.0.tiers.clock);
        Context::builder(clock).id("cache").timeout(within).build()
    }
}

impl CacheBuilder {
    /// Keeps answers in this store first: one in this process, which answers at once.
    pub fn inner(self, store: SharedStore) -> Self {
        Self { near: Some(store), ..self }
    }

    /// Keeps answers in this store too: one that outlives the process, or is shared with others.
    pub fn outer(self, outer: Outer) -> Self {
        Self { far: Some(outer), ..self }
    }

    /// Tells this observer of what belongs to no request: writes that are dropped, stores that fail.
    pub fn observer(self, observer: SharedObserver) -> Self {
        Self { observer: Some(observer), ..self }
    }

    /// The cache.
    ///
    /// # Errors
    ///
    /// The first setting that cannot work.
    pub fn build(self) -> Result<Cache, InvalidSetting> {
        let told = Arc::new(Told::new(self.observer));
        let far = self.far.map(Outer::check).transpose()?;
        let tiers = Tiers {
            near: self.near,
            far: far.map(|outer| outer.into_far(&told)),
            clock: self.clock,
            told: Arc::clone(&told),
            erasures: Erasures::default(),
        };
        let flights = Flights::new(Limits::default());
        Ok(Cache(Arc::new(Shared { tiers, flights, told, refreshes: Mutex::default() })))
    }
}

/// One of the answers that are fetched behind others.
pub(crate) struct Refresh {
    shared: Arc<Shared>,
    key: CacheKey,
}

impl Shared {
    /// `None` if this one is being fetched already, for whichever shape, or if many others are.
    pub(crate) fn begin_refresh(self: &Arc<Self>, key: CacheKey) -> Option<Refresh> {
        let mut refreshes = self.refreshes();
        let begins = refreshes.len() < REFRESHES && refreshes.insert(key);
        drop(refreshes);
        begins.then(|| Refresh { shared: Arc::clone(self), key })
    }

    fn refreshes(&self) -> MutexGuard<'_, HashSet<CacheKey>> {
        self.refreshes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Refresh {
    fn drop(&mut self) {
        self.shared.refreshes().remove(&self.key);
    }
}

impl std::fmt::Debug for Cache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cache").field("stats", &self.stats()).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for CacheBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CacheBuilder").field("outer", &self.far).finish_non_exhaustive()
    }
}
