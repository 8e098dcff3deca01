//! Whether anything happens on a connection.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use osier::Clock;

/// What happens on one connection: bytes that move, requests that are being answered, and answers
/// that are being sent.
#[derive(Clone, Debug, Default)]
pub(super) struct Activity(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    /// Bytes moved since somebody last looked. A flag, not a time: it is set at every read and
    /// write, and the clock is not worth that.
    moved: AtomicBool,
    answering: AtomicUsize,
    sending: AtomicUsize,
}

/// Silence that is allowed on a connection.
#[derive(Clone, Copy, Debug)]
pub(super) struct Silence {
    /// While nobody waits for anything.
    pub(super) idle: Duration,
    /// While an answer is being sent: keep-alives break it, a client that takes nothing does not.
    pub(super) sending: Duration,
}

/// One of those counted, until it is dropped.
pub(super) struct Counted {
    shared: Arc<Shared>,
    which: fn(&Shared) -> &AtomicUsize,
}

impl Activity {
    /// Bytes moved.
    pub(super) fn touch(&self) {
        self.0.moved.store(true, Ordering::Relaxed);
    }

    /// A request is being answered from now on.
    pub(super) fn answering(&self) -> Counted {
        self.count(|shared| &shared.answering)
    }

    /// An answer is being sent from now on.
    pub(super) fn sending(&self) -> Counted {
        self.count(|shared| &shared.sending)
    }

    fn count(&self, which: fn(&Shared) -> &AtomicUsize) -> Counted {
        which(&self.0).fetch_add(1, Ordering::Relaxed);
        Counted { shared: Arc::clone(&self.0), which }
    }

    /// Resolves once there was silence for as long as is allowed, or a little longer.
    ///
    /// It is the same for a client that says nothing, one that says half a word, and one that has
    /// been answered and lingers, over HTTP/1.1 and HTTP/2. A request that is being answered has
    /// its own deadline and is left alone.
    pub(super) async fn has_ceased(&self, clock: &dyn Clock, allowed: Silence) {
        let mut silent = Duration::ZERO;
        loop {
            clock.sleep_until(clock.after(allowed.idle)).await;
            let moved = self.0.moved.swap(false, Ordering::Relaxed);
            if moved || self.0.answering.load(Ordering::Relaxed) != 0 {
                silent = Duration::ZERO;
                continue;
            }
            silent = silent.saturating_add(allowed.idle);
            if self.0.sending.load(Ordering::Relaxed) == 0 || silent >= allowed.sending {
                return;
            }
        }
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        (self.which)(&self.shared).fetch_sub(1, Ordering::Relaxed);
    }
}
