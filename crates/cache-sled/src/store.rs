//! The store: what blocks does so elsewhere, and not for longer than anybody waits.

use std::fmt;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::Poll;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use osier_core::{CacheKey, CacheStore, Clock, Erase, SharedClock, StoreError, StoreErrorKind};
use tokio::task::spawn_blocking;

use crate::SledSettings;
use crate::directory::Directory;
use crate::fault::guarded;
use crate::places::{Place, Places};
use crate::shelf::Shelf;

/// So many operations at once; the rest of the runtime's threads for what blocks is for others.
const PLACES: usize = 16;

/// So long an operation waits for a place.
const QUEUE: Duration = Duration::from_secs(1);

/// A process that ends may still be closing its files.
const HANDOVER: Duration = Duration::from_secs(2);
const BETWEEN: Duration = Duration::from_millis(50);

/// Keeps entries in a directory.
pub struct SledStore {
    shelf: Arc<Shelf>,
    places: Arc<Places>,
    /// Only one erases at a time.
    erasers: Arc<Places>,
}

/// A store, and what opening it has cost.
#[derive(Debug)]
#[non_exhaustive]
pub struct Opened {
    /// The store.
    pub store: SledStore,
    /// How many generations were damaged, or did not open in time: of each, some entries are lost, up to all there were.
    pub dropped: u64,
}

impl SledStore {
    /// Opens what is in this directory, which is made if there is none; nothing else should be in it. What is damaged
    /// is dropped, so that a store with nothing in it is the worst that files can do.
    ///
    /// Must be called within a tokio runtime, as all of its methods. The files are closed some time after the store was
    /// dropped, on another thread; [`flush`](CacheStore::flush) before that.
    ///
    /// # Errors
    ///
    /// [`InUse`](StoreErrorKind::InUse) if another process has the directory, and does not give it up within two
    /// seconds; [`Denied`](StoreErrorKind::Denied) if it may not be written to, [`Full`](StoreErrorKind::Full) if
    /// there is no room at all, and [`Failed`](StoreErrorKind::Failed) with settings that cannot work.
    pub async fn open(
        directory: impl AsRef<Path>,
        settings: SledSettings,
        clock: SharedClock,
    ) -> Result<Opened, StoreError> {
        let invalid = |error: osier_core::InvalidSetting| {
            StoreError::new(StoreErrorKind::Failed, error.to_string())
        };
        settings.check().map_err(invalid)?;
        let directory = take(directory.as_ref(), &*clock).await?;
        let shelf = Arc::new(Shelf::new(directory, settings, clock));
        let opening = Arc::clone(&shelf);
        apart(move || opening.open()).await?;
        let dropped = shelf.dropped.load(Ordering::Acquire);
        let places = Places::new(PLACES, QUEUE, settings.patience);
        let erasers = Places::new(1, settings.long_patience(), settings.long_patience());
        Ok(Opened { store: Self { shelf, places, erasers }, dropped })
    }

    /// How many generations lost entries since it was opened, and while it was, because they were damaged.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.shelf.dropped.load(Ordering::Acquire)
    }

    /// Does this on a thread for what blocks.
    async fn run<T: Send + 'static>(
        &self,
        within: Duration,
        places: &Arc<Places>,
        work: impl FnOnce(&Shelf) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let place = self.place(places).await?;
        let shelf = Arc::clone(&self.shelf);
        let task = apart(move || {
            let _place = place;
            let done = work(&shelf);
            shelf.clear_strikes();
            done
        });
        let Some(done) = in_time(&*self.shelf.clock, within, task).await else {
            self.shelf.strike();
            let note = format!("the disk takes longer than {within:?}");
            return Err(StoreError::new(StoreErrorKind::Timeout, note));
        };
        done
    }

    /// Whoever waits for less time than the store does never learns that an operation is stuck; whoever finds no place
    /// does.
    async fn place(&self, places: &Arc<Places>) -> Result<Place, StoreError> {
        let clock = &*self.shelf.clock;
        if places.reclaim(clock.now()) {
            self.shelf.give_up_on_all();
        }
        let place = Arc::clone(places).enter(clock.now());
        let busy = || StoreError::new(StoreErrorKind::Busy, "the disk does not keep up");
        in_time(clock, places.queue(), place).await.ok_or_else(busy)?
    }

    /// Tends to what is due without making anybody wait.
    fn tend_apart(&self) {
        if self.shelf.is_due() {
            let shelf = Arc::clone(&self.shelf);
            drop(spawn_blocking(move || catch_unwind(AssertUnwindSafe(|| shelf.tend()))));
        }
    }
}

#[async_trait]
impl CacheStore for SledStore {
    fn name(&self) -> &'static str {
        "sled"
    }

    async fn get(&self, key: &CacheKey) -> Result<Option<Bytes>, StoreError> {
        let key = *key;
        let within = self.shelf.settings.patience;
        let found = self.run(within, &self.places, move |shelf| shelf.get(&key)).await;
        self.tend_apart();
        found
    }

    /// An entry that is larger than a sixteenth of the cap is [`Full`](StoreErrorKind::Full).
    async fn put(&self, key: &CacheKey, entry: Bytes, keep: Duration) -> Result<(), StoreError> {
        let key = *key;
        let within = self.shelf.settings.patience;
        if u64::try_from(entry.len()).unwrap_or(u64::MAX) > self.shelf.settings.largest() {
            self.run(within, &self.places, move |shelf| shelf.forget(&key)).await?;
            let note = format!("{} bytes are too large an entry", entry.len());
            return Err(StoreError::new(StoreErrorKind::Full, note));
        }
        let put = move |shelf: &Shelf| {
            let done = shelf.put(&key, &entry, keep);
            if shelf.is_due() {
                shelf.tend();
            }
            done
        };
        self.run(within, &self.places, put).await
    }

    /// A tenant, or everything, is off the disk when this ends: what remains is copied, and the files are deleted. A
    /// single entry is only found no more; its bytes may stay in a file until its generation ends.
    async fn remove(&self, what: &Erase) -> Result<(), StoreError> {
        let what = *what;
        let within = self.shelf.settings.long_patience();
        self.run(within, &self.erasers, move |shelf| shelf.remove(&what)).await
    }

    async fn flush(&self) -> Result<(), StoreError> {
        let within = self.shelf.settings.patience;
        self.run(within, &self.places, Shelf::flush).await
    }
}

impl fmt::Debug for SledStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SledStore")
            .field("directory", &self.shelf.directory)
            .finish_non_exhaustive()
    }
}

async fn take(path: &Path, clock: &dyn Clock) -> Result<Directory, StoreError> {
    let until = clock.after(HANDOVER);
    loop {
        let at = path.to_owned();
        if let Some(directory) = apart(move || Directory::take(&at)).await? {
            return Ok(directory);
        }
        if clock.now() >= until {
            return Err(Directory::in_use(path));
        }
        clock.sleep_until(clock.after(BETWEEN)).await;
    }
}

/// On a thread for what blocks; goes on there if nobody waits for it.
async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    let ended = |_| StoreError::new(StoreErrorKind::Failed, "the runtime is shutting down");
    spawn_blocking(|| guarded(work)).await.map_err(ended).flatten()
}

/// `None` if it takes longer.
async fn in_time<T>(
    clock: &dyn Clock,
    within: Duration,
    work: impl Future<Output = T>,
) -> Option<T> {
    let mut work = pin!(work);
    let mut end = clock.sleep_until(clock.after(within));
    std::future::poll_fn(|context| {
        if let Poll::Ready(done) = work.as_mut().poll(context) {
            return Poll::Ready(Some(done));
        }
        end.as_mut().poll(context).map(|()| None)
    })
    .await
}
