//! What a server has seen.

use std::collections::VecDeque;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::watch;

/// Requests that are kept; older ones are forgotten first.
const KEPT: usize = 10_000;
/// Bytes of bodies that are kept, the last request's in any case.
const KEPT_BYTES: usize = 256 * 1024 * 1024;

/// A request a server has seen, whole.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Seen {
    /// Which request of the server it is, from 1, free ones counted.
    pub number: u64,
    /// Which chat request it is, from 1: the one its step and the identity of its answer go by.
    /// `None` for free requests, and for those a provider refuses before any model is asked.
    pub chat: Option<u64>,
    /// From the start of the server to the arrival of the whole request.
    pub at: Duration,
    /// The method, in capitals.
    pub method: String,
    /// The path, as it was sent, without the query.
    pub path: String,
    /// What came after `?`; empty without one.
    pub query: String,
    /// The headers in order, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Bytes,
    /// How it ended; `None` while it is under way, and for ever if the server was stopped.
    pub end: Option<SeenEnd>,
    /// From its arrival to its end; `None` as long as there is none.
    pub took: Option<Duration>,
}

/// How a request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SeenEnd {
    /// It was answered, and all of the answer was sent.
    Answered,
    /// The fault of its step was played to the end.
    Faulted,
    /// The client closed the connection before that.
    ClientLeft,
}

impl Seen {
    /// The value of a header; `name` in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| &**value)
    }

    /// The body as JSON, if it is some.
    #[must_use]
    pub fn json(&self) -> Option<serde_json::Value> {
        serde_json::from_slice(&self.body).ok()
    }
}

impl fmt::Debug for Seen {
    /// Names and sizes: headers hold keys, bodies hold prompts.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Seen")
            .field("number", &self.number)
            .field("chat", &self.chat)
            .field("at", &self.at)
            .field("method", &self.method)
            .field("path", &self.path)
            .field("body_bytes", &self.body.len())
            .field("end", &self.end)
            .field("took", &self.took)
            .finish_non_exhaustive()
    }
}

/// The requests seen, and who waits for more.
#[derive(Debug)]
pub(super) struct Log {
    numbers: AtomicU64,
    entries: Mutex<Entries>,
    changed: watch::Sender<()>,
}

#[derive(Debug, Default)]
struct Entries {
    seen: VecDeque<Seen>,
    count: u64,
    left: u64,
    bytes: usize,
}

impl Log {
    pub(super) fn new() -> Self {
        Self {
            numbers: AtomicU64::new(0),
            entries: Mutex::default(),
            changed: watch::Sender::new(()),
        }
    }

    /// The number of the next request.
    pub(super) fn next_number(&self) -> u64 {
        self.numbers.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Takes note of a request.
    pub(super) fn add(&self, seen: Seen) {
        self.entries().push(seen);
        self.changed.send_replace(());
    }

    pub(super) fn end(&self, number: u64, end: SeenEnd, now: Duration) {
        let mut entries = self.entries();
        entries.left += u64::from(end == SeenEnd::ClientLeft);
        if let Some(seen) = entries.find(number) {
            seen.end = Some(end);
            seen.took = Some(now.saturating_sub(seen.at));
        }
        drop(entries);
        self.changed.send_replace(());
    }

    pub(super) fn all(&self) -> Vec<Seen> {
        self.entries().seen.iter().cloned().collect()
    }

    pub(super) fn count(&self) -> u64 {
        self.entries().count
    }

    pub(super) fn left(&self) -> u64 {
        self.entries().left
    }

    /// Waits until `check` holds of the requests that are kept and of how many there were in all.
    pub(super) async fn wait(&self, check: impl Fn(&[Seen], u64) -> bool) {
        let mut changes = self.changed.subscribe();
        while !self.entries().holds(&check) {
            if changes.changed().await.is_err() {
                return;
            }
        }
    }

    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entries {
    fn holds(&mut self, check: impl Fn(&[Seen], u64) -> bool) -> bool {
        check(self.seen.make_contiguous(), self.count)
    }

    fn push(&mut self, seen: Seen) {
        self.count += 1;
        self.bytes += seen.body.len();
        self.seen.push_back(seen);
        while self.seen.len() > KEPT || (self.bytes > KEPT_BYTES && self.seen.len() > 1) {
            let oldest = self.seen.pop_front();
            self.bytes -= oldest.map_or(0, |oldest| oldest.body.len());
        }
    }

    /// Those under way are among the last.
    fn find(&mut self, number: u64) -> Option<&mut Seen> {
        self.seen.iter_mut().rfind(|seen| seen.number == number)
    }
}
