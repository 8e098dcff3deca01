//! Wakes whoever watches, without a runtime.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

/// Rung by anybody, heard by one. However often it rings before it is heard, it is heard once.
#[derive(Debug, Default)]
pub(crate) struct Bell {
    rung: AtomicBool,
    sleeper: Mutex<Option<Waker>>,
}

impl Bell {
    pub(crate) fn ring(&self) {
        if !self.rung.swap(true, Ordering::AcqRel)
            && let Some(waker) = self.sleeper().take()
        {
            waker.wake();
        }
    }

    /// Ready once it has rung since it was heard last.
    pub(crate) fn poll_heard(&self, cx: &mut Context<'_>) -> Poll<()> {
        *self.sleeper() = Some(cx.waker().clone());
        if self.rung.swap(false, Ordering::AcqRel) { Poll::Ready(()) } else { Poll::Pending }
    }

    fn sleeper(&self) -> MutexGuard<'_, Option<Waker>> {
        self.sleeper.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::AtomicU32;
    use std::task::Wake;

    use super::*;

    #[derive(Default)]
    struct Woken(AtomicU32);

    impl Wake for Woken {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    #[test]
    fn it_is_heard_once_however_often_it_rang_and_wakes_whoever_waits() {
        let (bell, woken) = (Bell::default(), Arc::new(Woken::default()));
        let waker = Waker::from(Arc::clone(&woken));
        let mut cx = Context::from_waker(&waker);
        assert!(bell.poll_heard(&mut cx).is_pending());
        (0..3).for_each(|_| bell.ring());
        assert_eq!(woken.0.load(Ordering::Relaxed), 1);
        assert!(bell.poll_heard(&mut cx).is_ready());
        assert!(bell.poll_heard(&mut cx).is_pending());
        bell.ring();
        assert_eq!(woken.0.load(Ordering::Relaxed), 2);
    }
}
