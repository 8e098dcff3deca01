//! Writing behind the answer.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use osier_core::{CacheKey, Context, Erase, SharedClock, StoreError, StoreErrorKind};
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot};

use crate::far::Door;
use crate::told::Told;

/// Taking out all of a tenant's answers may mean to look at every key there is.
const ERASING: Duration = Duration::from_secs(30);
/// A disk that takes longer for what is left to be written holds up what comes after.
const FLUSHING: Duration = Duration::from_secs(5);

/// How much may wait to be written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) writes: usize,
    pub(crate) bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { writes: 1024, bytes: 32 * 1024 * 1024 }
    }
}

/// Writes that wait their turn, and the one task that does them. It begins with the first of them, and ends when
/// nobody can bring another. Where it was lost with its runtime, or in a panic of the store, another one begins.
pub(crate) struct Behind {
    door: Door,
    write_budget: Duration,
    limits: Limits,
    waiting: Arc<AtomicUsize>,
    queue: Mutex<Option<mpsc::Sender<Task>>>,
    told: Arc<Told>,
}

enum Task {
    Put { key: CacheKey, entry: Bytes, keep: Duration, _waiting: Waiting },
    Remove { what: Erase, done: oneshot::Sender<Result<(), StoreError>> },
    Flush { done: oneshot::Sender<Result<(), StoreError>> },
}

/// Counts in the bytes that wait for as long as it lives.
struct Waiting {
    bytes: usize,
    all: Arc<AtomicUsize>,
}

impl Behind {
    pub(crate) fn new(door: Door, write_budget: Duration, limits: Limits, told: Arc<Told>) -> Self {
        let (waiting, queue) = Default::default();
        Self { door, write_budget, limits, waiting, queue, told }
    }

    pub(crate) fn state(&self) -> &'static str {
        self.door.state()
    }

    /// Writes this some time soon, or drops it at once if too much waits already.
    pub(crate) fn put(&self, clock: &SharedClock, key: CacheKey, entry: Bytes, keep: Duration) {
        let sent = self.wait(entry.len()).and_then(|waiting| {
            let put = Task::Put { key, entry, keep, _waiting: waiting };
            self.queue(clock)?.try_send(put).ok()
        });
        if sent.is_none() {
            self.told.write_dropped(self.door.store.name(), "queue_full");
        }
    }

    /// Takes out what is named, after everything that was written before.
    pub(crate) async fn remove(
        &self,
        context: &Context,
        clock: &SharedClock,
        what: Erase,
    ) -> Result<(), StoreError> {
        self.in_turn(context, clock, |done| Task::Remove { what, done }).await
    }

    /// Waits until everything is written that was brought before, and makes it last.
    pub(crate) async fn flush(
        &self,
        context: &Context,
        clock: &SharedClock,
    ) -> Result<(), StoreError> {
        self.in_turn(context, clock, |done| Task::Flush { done }).await
    }

    /// Within the deadline of the context.
    async fn in_turn(
        &self,
        context: &Context,
        clock: &SharedClock,
        task: impl FnOnce(oneshot::Sender<Result<(), StoreError>>) -> Task,
    ) -> Result<(), StoreError> {
        let (done, over) = oneshot::channel();
        let work = async {
            let queue = self.queue(clock).ok_or_else(stopped)?;
            queue.send(task(done)).await.map_err(|_| stopped())?;
            over.await.unwrap_or_else(|_| Err(stopped()))
        };
        in_time(context, work).await
    }

    fn wait(&self, bytes: usize) -> Option<Waiting> {
        let all = Arc::clone(&self.waiting);
        let before = all.fetch_add(bytes, Ordering::Relaxed);
        let waiting = Waiting { bytes, all };
        let fits = before == 0 || before.saturating_add(bytes) <= self.limits.bytes;
        fits.then_some(waiting)
    }

    /// `None` outside of a runtime, where nothing can be done behind anything.
    fn queue(&self, clock: &SharedClock) -> Option<mpsc::Sender<Task>> {
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = queue.as_ref().filter(|queue| !queue.is_closed()) {
            return Some(known.clone());
        }
        let runtime = Handle::try_current().ok()?;
        let (sender, tasks) = mpsc::channel(self.limits.writes);
        runtime.spawn(self.writer(clock).run(tasks));
        Some(queue.insert(sender).clone())
    }

    fn writer(&self, clock: &SharedClock) -> Writer {
        let context = Context::builder(Arc::clone(clock)).id("cache").timeout(Duration::MAX);
        let (door, told) = (self.door.clone(), Arc::clone(&self.told));
        Writer { door, told, budget: self.write_budget, context: context.build() }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.all.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

struct Writer {
    door: Door,
    told: Arc<Told>,
    budget: Duration,
    context: Context,
}

impl Writer {
    async fn run(self, mut tasks: mpsc::Receiver<Task>) {
        while let Some(task) = tasks.recv().await {
            match task {
                Task::Put { key, entry, keep, _waiting } => self.put(&key, entry, keep).await,
                Task::Remove { what, done } => {
                    drop(done.send(self.chore(ERASING, self.door.store.remove(&what)).await));
                }
                Task::Flush { done } => {
                    drop(done.send(self.chore(FLUSHING, self.door.store.flush()).await));
                }
            }
        }
    }

    async fn put(&self, key: &CacheKey, entry: Bytes, keep: Duration) {
        let name = self.door.store.name();
        let put = self.door.store.put(key, entry, keep);
        match self.door.ask(&self.context, self.budget, put).await {
            Some(Ok(())) => {}
            Some(Err(error)) => self.told.failed(name, "put", &error),
            None => self.told.write_dropped(name, "circuit_open"),
        }
    }

    /// Whether the gate is open or not: somebody wants it done, and waits to hear whether it was.
    async fn chore(
        &self,
        within: Duration,
        work: impl Future<Output = Result<(), StoreError>>,
    ) -> Result<(), StoreError> {
        let until = self.context.clock().after(within);
        self.context.before(until, work).await.unwrap_or_else(|| {
            Err(StoreError::new(StoreErrorKind::Timeout, format!("not done within {within:?}")))
        })
    }
}

/// The same work, by the deadline at the latest.
pub(crate) async fn in_time(
    context: &Context,
    work: impl Future<Output = Result<(), StoreError>>,
) -> Result<(), StoreError> {
    let late = || StoreError::new(StoreErrorKind::Timeout, "not done by the deadline");
    let done = context.before(context.deadline().moment(), work).await;
    done.unwrap_or_else(|| Err(late()))
}

fn stopped() -> StoreError {
    StoreError::new(StoreErrorKind::Failed, "nothing is written here any more")
}
