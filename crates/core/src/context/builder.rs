//! Making a context at the edge.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32};
use std::time::Duration;

use super::{Context, Priority, Shared, Visit, draw};
use crate::cache::CacheUse;
use crate::clock::SharedClock;
use crate::deadline::Deadline;
use crate::observe::{Several, SharedObserver, Silent};

/// The deadline of a request whose caller named none: what the official SDKs wait as well.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(600);
/// Attempts for one request over all targets: more only lengthens an outage.
const DEFAULT_MAX_ATTEMPTS: u32 = 8;

/// Sets up a [`Context`]. Defaults: 10 minutes, 8 attempts, normal priority, nobody listening.
pub struct ContextBuilder {
    id: Option<Box<str>>,
    timeout: Duration,
    max_attempts: u32,
    tenant: Option<Box<str>>,
    preferred: Option<Box<str>>,
    priority: Priority,
    cache: CacheUse,
    clock: SharedClock,
    observer: Option<SharedObserver>,
    seed: Option<u64>,
}

impl ContextBuilder {
    pub(super) fn new(clock: SharedClock) -> Self {
        Self {
            id: None,
            timeout: DEFAULT_TIMEOUT,
            max_attempts: DEFAULT_MAX_ATTEMPTS,
            tenant: None,
            preferred: None,
            priority: Priority::default(),
            cache: CacheUse::default(),
            clock,
            observer: None,
            seed: None,
        }
    }

    /// The identity of the request; without one it is `local`.
    #[must_use]
    pub fn id(mut self, id: impl Into<Box<str>>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// The time the whole request may take, from [`build`](Self::build) on.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How many attempts may be made in all, the first included. At least 1.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// Who asks.
    #[must_use]
    pub fn tenant(mut self, tenant: impl Into<Box<str>>) -> Self {
        self.tenant = Some(tenant.into());
        self
    }

    /// The target the caller would like to answer; it is tried first if the route has it.
    #[must_use]
    pub fn preferred(mut self, target: impl Into<Box<str>>) -> Self {
        self.preferred = Some(target.into());
        self
    }

    /// How important the request is.
    #[must_use]
    pub fn priority(mut self, priority: Priority) -> Self {
        self.priority = priority;
        self
    }

    /// What the caller wants of the cache, if there is one.
    #[must_use]
    pub fn cache(mut self, cache: CacheUse) -> Self {
        self.cache = cache;
        self
    }

    /// Who is told what happens, beside those who already are.
    #[must_use]
    pub fn observer(mut self, observer: SharedObserver) -> Self {
        self.observer = Some(match self.observer {
            Some(before) => Arc::new(Several(before, observer)),
            None => observer,
        });
        self
    }

    /// Where the [random numbers](Context::draw) of this request start: for tests, and for days that are
    /// played again. Without it every request has its own, whatever its identity.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// The context; its clock starts now.
    #[must_use]
    pub fn build(self) -> Context {
        let started = self.clock.now();
        let seed = self.seed.unwrap_or_else(draw::any_seed);
        let shared = Shared {
            seed,
            id: self.id.unwrap_or_else(|| "local".into()),
            started,
            attempts_made: AtomicU32::new(0),
            has_hedged: AtomicBool::new(false),
            max_attempts: self.max_attempts,
            tenant: self.tenant,
            preferred: self.preferred,
            priority: self.priority,
            cache: self.cache,
            clock: self.clock,
            observer: self.observer.unwrap_or_else(|| Arc::new(Silent)),
        };
        Context {
            shared: Arc::new(shared),
            deadline: Deadline::after(started, self.timeout),
            visit: Visit::default(),
            watched: None,
            strain: None,
            recalled: None,
        }
    }
}

impl std::fmt::Debug for ContextBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ContextBuilder")
            .field("id", &self.id)
            .field("timeout", &self.timeout)
            .field("max_attempts", &self.max_attempts)
            .finish_non_exhaustive()
    }
}
