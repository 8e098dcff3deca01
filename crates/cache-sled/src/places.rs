//! How many operations may block at once.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use osier_core::{StoreError, StoreErrorKind};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// So many threads may be lost to operations that never end; then the store stays busy until the next start.
const LOST: usize = 64;

/// Places for operations that block, each on a thread. One that never ends keeps its thread, but not its place.
pub(crate) struct Places {
    free: Arc<Semaphore>,
    taken: Mutex<HashMap<u64, Instant>>,
    next: AtomicU64,
    lost: Mutex<usize>,
    queue: Duration,
    patience: Duration,
}

/// A place, until it is dropped.
pub(crate) struct Place {
    number: u64,
    places: Arc<Places>,
    permit: Option<OwnedSemaphorePermit>,
}

impl Places {
    /// For so many operations, none of which should last longer than the patience.
    pub(crate) fn new(count: usize, queue: Duration, patience: Duration) -> Arc<Self> {
        Arc::new(Self {
            free: Arc::new(Semaphore::new(count)),
            taken: Mutex::default(),
            next: AtomicU64::new(0),
            lost: Mutex::default(),
            queue,
            patience,
        })
    }

    /// How long it is worth waiting for a place.
    pub(crate) fn queue(&self) -> Duration {
        self.queue
    }

    /// Waits for a place.
    ///
    /// # Errors
    ///
    /// Never, as long as these places exist.
    pub(crate) async fn enter(self: Arc<Self>, now: Instant) -> Result<Place, StoreError> {
        let closed = |_| StoreError::new(StoreErrorKind::Failed, "the store is closed");
        let permit = Some(Arc::clone(&self.free).acquire_owned().await.map_err(closed)?);
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        self.taken().insert(number, now);
        Ok(Place { number, places: self, permit })
    }

    /// If all places are taken, those of operations that have long been out of patience are given to others. Whether
    /// there were any.
    pub(crate) fn reclaim(&self, now: Instant) -> bool {
        if self.free.available_permits() > 0 {
            return false;
        }
        let mut lost = self.lost.lock().unwrap_or_else(PoisonError::into_inner);
        let mut taken = self.taken();
        let before = taken.len();
        if *lost + before <= LOST {
            taken.retain(|_, since| now.saturating_duration_since(*since) < self.patience);
        }
        let stuck = before - taken.len();
        *lost += stuck;
        self.free.add_permits(stuck);
        stuck > 0
    }

    fn taken(&self) -> MutexGuard<'_, HashMap<u64, Instant>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let was_taken = self.places.taken().remove(&self.number).is_some();
        if let Some(permit) = self.permit.take().filter(|_| !was_taken) {
            permit.forget();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use super::*;

    #[expect(clippy::disallowed_methods, reason = "only its distance to other moments matters")]
    fn start() -> Instant {
        Instant::now()
    }

    fn enter(places: &Arc<Places>, now: Instant) -> Option<Place> {
        let entering = pin!(Arc::clone(places).enter(now));
        match entering.poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(place) => place.ok(),
            Poll::Pending => None,
        }
    }

    #[test]
    fn whoever_never_ends_loses_its_place_to_others_and_gives_none_back() {
        let patience = Duration::from_secs(5);
        let places = Places::new(2, patience, patience);
        let now = start();
        let stuck = [enter(&places, now), enter(&places, now)];
        assert!(stuck.iter().all(Option::is_some) && enter(&places, now).is_none());
        assert!(!places.reclaim(now + patience / 2), "they may still end");
        assert!(places.reclaim(now + patience));
        let later = [enter(&places, now + patience), enter(&places, now + patience)];
        assert!(later.iter().all(Option::is_some) && enter(&places, now).is_none());
        drop(stuck);
        assert!(enter(&places, now).is_none(), "there are two, not four");
        drop(later);
        assert!(enter(&places, now).is_some());
    }

    #[test]
    fn only_so_many_threads_are_lost() {
        let places = Places::new(16, Duration::from_secs(1), Duration::from_secs(5));
        let mut now = start();
        let mut stuck = Vec::new();
        for _ in 0..10 {
            stuck.extend(std::iter::from_fn(|| enter(&places, now)));
            now += Duration::from_secs(5);
            places.reclaim(now);
        }
        assert_eq!(stuck.len(), LOST + 16);
    }
}
