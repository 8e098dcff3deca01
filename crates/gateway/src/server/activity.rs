//! Whether anything happens on a connection.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use osier::Clock;

/// What happens on one connection: bytes that move, and requests that are being answered.
#[derive(Clone, Debug, Default)]
pub(super) struct Activity(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    /// Bytes moved since somebody last looked. A flag, not a time: it is set at every read and
    /// write, and the clock is not worth that.
    moved: AtomicBool,
    answering: AtomicUsize,
}

/// A request that is being answered, until it is dropped.
pub(super) struct Answering(Arc<Shared>);

impl Activity {
    /// Bytes moved.
    pub(super) fn touch(&self) {
        self.0.moved.store(true, Ordering::Relaxed);
    }

    /// A request is being answered from now on.
    pub(super) fn begin(&self) -> Answering {
        self.0.answering.fetch_add(1, Ordering::Relaxed);
        Answering(Arc::clone(&self.0))
    }

    /// Resolves once nothing has happened for `limit`, or at most twice as long.
    ///
    /// It is the same for a client that says nothing, one that says half a word, and one that has
    /// been answered and lingers, over HTTP/1.1 and HTTP/2.
    pub(super) async fn has_ceased(&self, clock: &dyn Clock, limit: Duration) {
        loop {
            clock.sleep_until(clock.after(limit)).await;
            let moved = self.0.moved.swap(false, Ordering::Relaxed);
            if !moved && self.0.answering.load(Ordering::Relaxed) == 0 {
                return;
            }
        }
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        self.0.answering.fetch_sub(1, Ordering::Relaxed);
    }
}
