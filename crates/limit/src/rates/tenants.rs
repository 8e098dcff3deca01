//! Everybody who asked lately, bounded.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError, RwLock};

use super::bucket::{Bucket, Short};
use super::settings::{Anonymous, RateSettings, TenantRates};
use crate::sync::{AtomicU64, Ordering};

/// Between two searches for idle tenants when there is no room: a search looks at all of them.
const BETWEEN_SWEEPS: u64 = 1_000_000_000;

#[derive(Debug)]
pub(super) struct Tenants {
    default: TenantRates,
    overrides: BTreeMap<Box<str>, TenantRates>,
    known: RwLock<HashMap<Box<str>, Arc<Tenant>>>,
    max: usize,
    /// When it may next be searched for idle ones.
    sweep_at: AtomicU64,
    /// Requests without a tenant; `None` if they are exempt.
    anonymous: Option<Arc<Tenant>>,
    /// Those for whom there is no room.
    crowd: Arc<Tenant>,
}

/// What one tenant has left.
#[derive(Debug)]
pub(super) struct Tenant {
    pub(super) requests: Option<Bucket>,
    pub(super) tokens: Option<Bucket>,
}

impl Tenants {
    pub(super) fn new(settings: RateSettings) -> Self {
        let RateSettings { default, tenants: overrides, anonymous, max_tenants } = settings;
        Self {
            default,
            overrides,
            known: RwLock::default(),
            max: max_tenants as usize,
            sweep_at: AtomicU64::new(0),
            anonymous: (anonymous == Anonymous::AsOne).then(|| Tenant::new(default)),
            crowd: Tenant::new(default),
        }
    }

    /// Whoever goes by this name; `None` if no limit applies.
    pub(super) fn find(&self, name: Option<&str>, now: u64) -> Option<Arc<Tenant>> {
        let Some(name) = name else {
            return self.anonymous.clone();
        };
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(tenant) = known.get(name) {
            return Some(Arc::clone(tenant));
        }
        drop(known);
        Some(self.remember(name, now))
    }

    pub(super) fn count(&self) -> usize {
        self.known.read().unwrap_or_else(PoisonError::into_inner).len()
    }

    fn remember(&self, name: &str, now: u64) -> Arc<Tenant> {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= self.max && !known.contains_key(name) {
            self.sweep(&mut known, now);
            if known.len() >= self.max {
                return Arc::clone(&self.crowd);
            }
        }
        let rates = self.overrides.get(name).copied().unwrap_or(self.default);
        Arc::clone(known.entry(name.into()).or_insert_with(|| Tenant::new(rates)))
    }

    /// Forgets whom nothing distinguishes from a newcomer.
    fn sweep(&self, known: &mut HashMap<Box<str>, Arc<Tenant>>, now: u64) {
        if now >= self.sweep_at.load(Ordering::Relaxed) {
            self.sweep_at.store(now.saturating_add(BETWEEN_SWEEPS), Ordering::Relaxed);
            known.retain(|_, tenant| Arc::strong_count(tenant) > 1 || !tenant.is_idle(now));
        }
    }
}

impl Tenant {
    fn new(rates: TenantRates) -> Arc<Self> {
        let TenantRates { requests, tokens } = rates;
        Arc::new(Self { requests: requests.map(Bucket::new), tokens: tokens.map(Bucket::new) })
    }

    fn is_idle(&self, now: u64) -> bool {
        [&self.requests, &self.tokens].into_iter().flatten().all(|bucket| bucket.is_full(now))
    }

    /// Takes one request and its tokens, or neither.
    pub(super) fn take(&self, now: u64, tokens: u64) -> Result<(), Short> {
        if let Some(bucket) = &self.requests {
            bucket.take(now, 1)?;
        }
        let Some(bucket) = &self.tokens else { return Ok(()) };
        bucket.take(now, tokens).inspect_err(|_| {
            if let Some(requests) = &self.requests {
                requests.give_back(1);
            }
        })
    }
}
