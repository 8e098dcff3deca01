//! A store with a fault.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use bytes::Bytes;
use osier_core::{CacheKey, CacheStore, Erase, StoreError, StoreErrorKind};

/// What is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Fault {
    None,
    LosesEmpty,
    KeepsTheFirst,
    CutsLong,
    IgnoresLastBit,
    IgnoresTenant,
    ErasesSome,
    ErasesAll,
    StaysErased,
    Tears,
    Immortal,
    ShortestKeep,
    CannotFlush,
}

type Kept = BTreeMap<Vec<u8>, (Bytes, Option<Instant>)>;

pub(super) struct Faulty {
    fault: Fault,
    kept: Mutex<Kept>,
    erased: Mutex<BTreeSet<Vec<u8>>>,
}

impl Faulty {
    pub(super) fn new(fault: Fault) -> Self {
        Self { fault, kept: Mutex::default(), erased: Mutex::default() }
    }

    fn is(&self, fault: Fault) -> bool {
        self.fault == fault
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap()
    }

    fn key(&self, key: &CacheKey) -> Vec<u8> {
        let mut bytes = key.to_bytes().to_vec();
        match self.fault {
            Fault::IgnoresLastBit => bytes[47] |= 1,
            Fault::IgnoresTenant => bytes[..16].fill(0),
            _ => {}
        }
        bytes
    }

    fn end(&self, key: &[u8], keep: Duration) -> Option<Instant> {
        let end = now().checked_add(keep);
        match self.kept().get(key) {
            Some((_, Some(earlier))) if self.is(Fault::ShortestKeep) => Some(*earlier),
            _ => end.filter(|_| !self.is(Fault::Immortal)),
        }
    }

    fn cut(&self, entry: &Bytes) -> Bytes {
        let longest = if self.is(Fault::CutsLong) { 65_536 } else { usize::MAX };
        entry.slice(..entry.len().min(longest))
    }

    fn refuses(&self, key: &[u8], entry: &Bytes) -> bool {
        match self.fault {
            Fault::LosesEmpty => entry.is_empty(),
            Fault::KeepsTheFirst => self.kept().contains_key(key),
            Fault::StaysErased => self.erased.lock().unwrap().contains(key),
            _ => false,
        }
    }
}

#[async_trait]
impl CacheStore for Faulty {
    fn name(&self) -> &'static str {
        "faulty"
    }

    async fn get(&self, key: &CacheKey) -> Result<Option<Bytes>, StoreError> {
        let kept = self.kept();
        let found = kept.get(&self.key(key));
        let alive = found.filter(|(_, end)| end.is_none_or(|end| now() < end));
        Ok(alive.map(|(entry, _)| entry.clone()))
    }

    async fn put(&self, key: &CacheKey, entry: Bytes, keep: Duration) -> Result<(), StoreError> {
        let key = self.key(key);
        if self.refuses(&key, &entry) {
            return Ok(());
        }
        let end = self.end(&key, keep);
        let torn = entry.slice(entry.len() / 2..);
        if self.is(Fault::Tears) && entry.len() > 5000 {
            self.kept().insert(key, (torn, end));
            return Ok(());
        }
        self.kept().insert(key, (self.cut(&entry), end));
        Ok(())
    }

    async fn remove(&self, what: &Erase) -> Result<(), StoreError> {
        let mut left = if self.is(Fault::ErasesSome) { 1000 } else { usize::MAX };
        let doomed = |key: &[u8]| match what {
            _ if self.is(Fault::ErasesAll) => true,
            Erase::Key(doomed) => key == doomed.to_bytes(),
            Erase::Tenant(tenant) => key.starts_with(tenant.as_bytes()),
            Erase::Everything => true,
        };
        self.kept().retain(|key, _| {
            let goes = doomed(key) && left > 0;
            if goes {
                left -= 1;
                self.erased.lock().unwrap().insert(key.clone());
            }
            !goes
        });
        Ok(())
    }

    async fn flush(&self) -> Result<(), StoreError> {
        let refusal = StoreError::new(StoreErrorKind::Failed, "no");
        if self.is(Fault::CannotFlush) { Err(refusal) } else { Ok(()) }
    }
}

#[expect(clippy::disallowed_methods, reason = "stores keep real time")]
fn now() -> Instant {
    Instant::now()
}
