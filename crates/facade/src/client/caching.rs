//! The cache of a client.

use osier_cache::{Cache, RouteCache};
use osier_core::{InvalidSetting, SharedClock, SharedObserver};

use super::degrade::ROUTE;
use super::{Client, ClientBuilder};
use crate::Caching;

impl Client {
    /// The cache, to be read, erased and flushed; `None` if there is none.
    #[must_use]
    pub fn cache(&self) -> Option<&Cache> {
        self.cache.as_ref().map(RouteCache::cache)
    }
}

impl ClientBuilder {
    /// Keeps answers for the time when nobody answers, gives them again where that will do, and lets those who ask
    /// the same at the same time share one call.
    ///
    /// With a [ladder](Self::degrade), what is stored is its cached level.
    ///
    /// ```
    /// use osier::cache_memory::MemoryStore;
    /// use osier::{Caching, Client, OpenAi, Target};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let client = Client::builder()
    ///     .target(Target::http("openai", OpenAi::new("key")).model("gpt-4o"))
    ///     .cache(Caching::default().inner(MemoryStore::default()))
    ///     .build()?;
    /// assert_eq!(client.cache().map(|cache| cache.stats().hits), Some(0));
    /// # Ok(())
    /// # }
    /// ```
    pub fn cache(mut self, caching: Caching) -> Self {
        self.caching = Some(caching);
        self
    }
}

impl Caching {
    /// The cache of the one route of a client. Without a ladder it stands in by itself where nobody answers.
    pub(super) fn of_client(
        &self,
        clock: &SharedClock,
        observer: Option<SharedObserver>,
        stands_in: bool,
    ) -> Result<RouteCache, InvalidSetting> {
        let cache = self.assemble(SharedClock::clone(clock), observer)?;
        let settings = self.route_settings();
        let settings = if stands_in { settings } else { settings.stale_on_error(false) };
        cache.route(ROUTE, settings)
    }
}
