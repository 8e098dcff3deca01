//! Everybody who was named, and who asked lately, bounded.

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
    /// Those who were named apart: however many others come, each has a place.
    named: BTreeMap<Box<str>, Arc<Tenant>>,
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
        let RateSettings { default, tenants, anonymous, max_tenants } = settings;
        let named = tenants.into_iter().map(|(name, rates)| (name, Tenant::new(rates)));
        Self {
            default,
            named: named.collect(),
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
        if let Some(tenant) = self.named.get(name) {
            return Some(Arc::clone(tenant));
        }
        if self.default == TenantRates::unlimited() {
            return None;
        }
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
        Arc::clone(known.entry(name.into()).or_insert_with(|| Tenant::new(self.default)))
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

    /// Takes one request and its tokens, or neither: then for the longer of both waits.
    pub(super) fn take(&self, now: u64, tokens: u64) -> Result<(), Short> {
        let (requests, token_bucket) = (self.requests.as_ref(), self.tokens.as_ref());
        if let Some(Err(short)) = requests.map(|bucket| bucket.take(now, 1)) {
            let other = token_bucket.and_then(|bucket| bucket.check(now, tokens).err());
            return Err(other.map_or(short, |other| other.max(short)));
        }
        let taken = token_bucket.map_or(Ok(()), |bucket| bucket.take(now, tokens));
        if let (Err(_), Some(requests)) = (taken, requests) {
            requests.give_back(1);
        }
        taken
    }
}
