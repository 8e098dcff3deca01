//! Atomics that loom can watch, and a cache line of one's own.

use std::ops::Deref;

#[cfg(loom)]
pub(crate) use loom::sync::atomic::{AtomicU64, Ordering};
#[cfg(not(loom))]
pub(crate) use std::sync::atomic::{AtomicU64, Ordering};

/// Keeps its content off the cache lines of its neighbours: readers of one word must not wait for
/// writers of another. 128 bytes, since x86 fetches lines in pairs and newer ARM cores have lines of
/// that size.
#[derive(Debug, Default)]
#[repr(align(128))]
pub(crate) struct Padded<T>(pub(crate) T);

impl<T> Deref for Padded<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}
