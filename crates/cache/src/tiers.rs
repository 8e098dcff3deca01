//! Where entries are looked for, and where they go.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use osier_core::{CacheKey, Context, Erase, SharedClock, SharedStore, StoreError};

use crate::entry::{BadEntry, Entry};
use crate::erasures::Erasures;
use crate::far::Far;
use crate::told::Told;

/// A store in this process, and one outside of it. Either may be missing.
pub(crate) struct Tiers {
    pub(crate) near: Option<SharedStore>,
    pub(crate) far: Option<Far>,
    pub(crate) clock: SharedClock,
    pub(crate) told: Arc<Told>,
    pub(crate) erasures: Erasures,
}

/// An entry, and where it was found.
pub(crate) struct Found {
    pub(crate) entry: Entry,
    pub(crate) store: &'static str,
    /// What was read, if it came from outside.
    pub(crate) bytes: Option<Bytes>,
}

impl Tiers {
    /// Whether there is no store to keep an answer in.
    pub(crate) fn is_empty(&self) -> bool {
        self.near.is_none() && self.far.is_none()
    }

    /// The youngest entry that is of use. The outer tier is only asked if the inner one has none that will do.
    /// Trouble is no entry.
    pub(crate) async fn read(
        &self,
        context: &Context,
        key: &CacheKey,
        is_of_use: impl Fn(&Entry) -> bool,
        will_do: impl Fn(&Entry) -> bool,
    ) -> Option<Found> {
        let near = self.read_near(key).await.filter(|found| is_of_use(&found.entry));
        if near.as_ref().is_some_and(|found| will_do(&found.entry)) {
            return near;
        }
        let far = self.read_far(context, key).await.filter(|found| is_of_use(&found.entry));
        match (near, far) {
            (Some(near), Some(far)) if near.entry.stored_at >= far.entry.stored_at => Some(near),
            (near, far) => far.or(near),
        }
    }

    async fn read_near(&self, key: &CacheKey) -> Option<Found> {
        let store = self.near.as_ref()?;
        let name = store.name();
        let bytes = self.told.of(name, "get", store.get(key).await).ok()??;
        let is_known = store.is_memory();
        let entry = if is_known { Entry::known(&bytes) } else { Entry::decode(key, &bytes) };
        let entry = self.decoded(name, entry)?;
        Some(Found { entry, store: name, bytes: None })
    }

    async fn read_far(&self, context: &Context, key: &CacheKey) -> Option<Found> {
        let far = self.far.as_ref()?;
        let bytes = self.told.of(far.name(), "get", far.get(context, key).await).ok()??;
        let entry = self.decoded(far.name(), Entry::decode(key, &bytes))?;
        Some(Found { entry, store: far.name(), bytes: Some(bytes) })
    }

    /// Keeps it near at once, and far some time soon; not if something was erased since.
    pub(crate) async fn write(&self, key: CacheKey, entry: Bytes, keep: Duration, as_of: u64) {
        let Some(_putting) = self.erasures.putting(as_of) else { return };
        self.told.stored();
        if let Some(far) = &self.far {
            far.behind.put(&self.clock, key, entry.clone(), keep);
        }
        self.put_near(&key, entry, keep).await;
    }

    /// What was found outside is kept in here too; not if something was erased since, nor in place of one that
    /// was stored in here while it was read.
    pub(crate) async fn keep_near(
        &self,
        key: &CacheKey,
        found: &Found,
        keep: Duration,
        as_of: u64,
    ) {
        let Some(bytes) = found.bytes.clone() else { return };
        let Some(_putting) = self.erasures.putting(as_of) else { return };
        let there = self.read_near(key).await;
        if there.is_none_or(|there| there.entry.stored_at < found.entry.stored_at) {
            self.put_near(key, bytes, keep).await;
        }
    }

    async fn put_near(&self, key: &CacheKey, entry: Bytes, keep: Duration) {
        if let Some(near) = &self.near {
            drop(self.told.of(near.name(), "put", near.put(key, entry, keep).await));
        }
    }

    /// Takes it out everywhere: in here at once, and once more when it is gone outside, since somebody may have
    /// read it there and put it in here meanwhile.
    pub(crate) async fn remove(&self, context: &Context, what: Erase) -> Result<(), StoreError> {
        self.erasures.moves().await;
        let near = self.remove_near(&what).await;
        let Some(far) = &self.far else { return near };
        let removed = far.behind.remove(context, &self.clock, what).await;
        let removed = self.told.of(far.name(), "remove", removed);
        self.erasures.moves().await;
        self.remove_near(&what).await.and(near).and(removed)
    }

    async fn remove_near(&self, what: &Erase) -> Result<(), StoreError> {
        let Some(near) = &self.near else { return Ok(()) };
        self.told.of(near.name(), "remove", near.remove(what).await)
    }

    pub(crate) async fn flush(&self, context: &Context) -> Result<(), StoreError> {
        let far = match &self.far {
            Some(far) => {
                let flushed = far.behind.flush(context, &self.clock).await;
                self.told.of(far.name(), "flush", flushed)
            }
            None => Ok(()),
        };
        let near = match &self.near {
            Some(near) => self.told.of(near.name(), "flush", near.flush().await),
            None => Ok(()),
        };
        near.and(far)
    }

    fn decoded(&self, store: &'static str, decoded: Result<Entry, BadEntry>) -> Option<Entry> {
        decoded.inspect_err(|bad| self.told.entry_dropped(store, bad.name())).ok()
    }
}
