//! Where one request waits to be called.

use std::task::{Context, Poll, Waker};

use crate::sync::{Mutex, locked};

#[derive(Debug)]
pub(super) struct Seat(Mutex<State>);

#[derive(Debug)]
enum State {
    Waiting(Option<Waker>),
    Called(Verdict),
}

/// What came of waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// A slot is the waiter's own: it must use it, or give it back.
    Admitted,
    /// Its place went to somebody who matters more, or its time was over.
    Dropped,
}

impl Seat {
    pub(super) fn new() -> Self {
        Self(Mutex::new(State::Waiting(None)))
    }

    /// Gives the waker to be woken, which is for the caller to do once it holds no lock.
    pub(super) fn call(&self, verdict: Verdict) -> Option<Waker> {
        match std::mem::replace(&mut *locked(&self.0), State::Called(verdict)) {
            State::Waiting(waker) => waker,
            State::Called(_) => None,
        }
    }

    pub(super) fn verdict(&self) -> Option<Verdict> {
        match &*locked(&self.0) {
            State::Waiting(_) => None,
            State::Called(verdict) => Some(*verdict),
        }
    }

    pub(super) fn poll(&self, cx: &mut Context<'_>) -> Poll<Verdict> {
        match &mut *locked(&self.0) {
            State::Called(verdict) => Poll::Ready(*verdict),
            State::Waiting(Some(waker)) => {
                waker.clone_from(cx.waker());
                Poll::Pending
            }
            State::Waiting(none) => {
                *none = Some(cx.waker().clone());
                Poll::Pending
            }
        }
    }
}
