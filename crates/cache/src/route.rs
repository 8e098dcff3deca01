//! The cache around one route.

mod around;
mod flying;
mod following;
mod keeping;
mod looking;
mod standing_in;

use std::sync::Arc;

use osier_core::{
    CacheKey, CacheStatus, CacheUse, CacheUsed, Context, Error, ErrorKind, Next, Notice, Request,
    Response, SharedProvider,
};

use self::looking::Look;
use self::standing_in::is_outage;
use crate::{Cache, Settings};

/// The cache of one route: a layer. Cheap to clone; clones are the same.
#[derive(Clone, Debug)]
pub struct RouteCache {
    pub(crate) cache: Cache,
    pub(crate) route: Arc<str>,
    /// What stands for the route in keys.
    pub(crate) scope: Arc<str>,
    pub(crate) settings: Settings,
}

/// A provider with the cache of its route around it.
#[derive(Clone, Debug)]
pub struct Cached {
    route: RouteCache,
    inner: SharedProvider,
}

impl RouteCache {
    pub(crate) fn new(cache: Cache, route: Arc<str>, settings: Settings) -> Self {
        Self { cache, scope: Arc::clone(&route), route, settings }
    }

    /// The same, whose answers are kept apart under this name in place of the route's: for routes of one name
    /// that must not give each other's answers, such as those of a drill.
    #[must_use]
    pub fn scope(self, scope: impl Into<Arc<str>>) -> Self {
        Self { scope: scope.into(), ..self }
    }

    /// What all routes share.
    #[must_use]
    pub fn cache(&self) -> &Cache {
        &self.cache
    }

    /// The cache around this provider.
    #[must_use]
    pub fn around(&self, inner: SharedProvider) -> Cached {
        Cached { route: self.clone(), inner }
    }

    /// The answer that is stored for this request, however old, for when nobody else answers; `None` if there is
    /// none, or if the caller does not want it. Where the cache has been looked into for this request before, it
    /// is not asked again.
    ///
    /// # Cancellation
    ///
    /// Nothing is left behind.
    pub async fn recall(&self, context: &Context, request: &Request) -> Option<Response> {
        if matches!(context.cache(), CacheUse::Bypass | CacheUse::Refresh) {
            return None;
        }
        let found = match context.recalled() {
            Some(found) => found.cloned(),
            None => self.any_age(context, request).await,
        };
        found.map(|stored| stored.answer(CacheStatus::Stale))
    }

    /// Tells of an answer what the cache had to do with it.
    fn tell(&self, context: &Context, response: &Response, store: Option<&'static str>) {
        let Some(CacheUsed { status, age, .. }) = response.head.cache else { return };
        self.cache.0.told.answered(status);
        let (request, route) = (context.id(), &*self.route);
        context.notify(&Notice::CacheUsed { request, route, status, age, store });
    }
}

impl Cached {
    async fn answer(&self, context: &Context, request: Request) -> Result<Response, Error> {
        let route = &self.route;
        let (response, store) = match route.look(context, &request).await {
            Look::Found(found) => {
                if found.is_old {
                    self.refresh(context, request, found.key);
                }
                (found.response, Some(found.store))
            }
            Look::Nothing => return Err(Error::new(ErrorKind::NotStored)),
            Look::Barred => {
                let context = context.recalling(None);
                (self.pass(&context, request, None, CacheStatus::Bypass).await?, None)
            }
            Look::Ask { key, recalled: None } => (self.ask(context, request, key).await?, None),
            Look::Ask { key, recalled: Some(found) } => {
                (self.ask(&context.recalling(found), request, key).await?, None)
            }
        };
        route.tell(context, &response, store);
        Ok(response)
    }

    /// Asks, and if nobody answers, takes what is stored.
    async fn ask(
        &self,
        context: &Context,
        request: Request,
        key: CacheKey,
    ) -> Result<Response, Error> {
        if !self.route.settings.stale_on_error {
            return self.fly(context, &request, key).await;
        }
        match self.fly(context, &request, key).await {
            Err(error) if is_outage(&error) => self.stand_in(context, &request, error).await,
            answered => answered,
        }
    }

    /// Asks alone, and keeps nothing.
    async fn pass(
        &self,
        context: &Context,
        request: Request,
        key: Option<CacheKey>,
        status: CacheStatus,
    ) -> Result<Response, Error> {
        let response = Next::call(&self.inner, context, request).await?;
        Ok(marked(response, status, key))
    }
}

/// Says what the cache had to do with the answer, unless somebody inside took it from there.
fn marked(mut response: Response, status: CacheStatus, key: Option<CacheKey>) -> Response {
    response.head.cache.get_or_insert(CacheUsed::new(status, key));
    response
}

/// Whether the caller is to hear what the answer cost: of a stream only if it asks.
fn asks_usage(request: &Request) -> bool {
    !request.wants_stream() || request.wants_usage_event()
}
