//! Those of one priority, in the order in which they came.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// In overload an entry waits for a tenth of the target at most: whoever is not served soon by a queue
/// that serves the newest first will not be served at all, and is better told so.
const HASTE: u32 = 10;

#[derive(Debug)]
pub(super) struct Lane<T> {
    target: Duration,
    /// Their numbers rise from front to back.
    entries: VecDeque<Entry<T>>,
    /// Since when somebody waits; in overload, pauses shorter than the target do not count.
    standing_since: Option<Instant>,
    /// Since when nobody waits, if nobody does.
    empty_since: Option<Instant>,
    /// Nobody expires before: a full queue must not be searched for every arrival.
    first_expiry: Option<Instant>,
}

#[derive(Debug)]
struct Entry<T> {
    number: u64,
    expires: Instant,
    token: T,
}

impl<T> Lane<T> {
    pub(super) fn new(target: Duration) -> Self {
        Self {
            target,
            entries: VecDeque::new(),
            standing_since: None,
            empty_since: None,
            first_expiry: None,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// A burst drains within the target; what stands for longer is no burst. It is over once nobody
    /// has waited for as long: haste empties the lane again and again, while it lasts.
    pub(super) fn is_overloaded(&self, now: Instant) -> bool {
        let is_over = |since: Instant| now.saturating_duration_since(since) >= self.target;
        self.standing_since.is_some_and(is_over) && !self.empty_since.is_some_and(is_over)
    }

    /// Gives the time at which the entry expires.
    pub(super) fn push(
        &mut self,
        now: Instant,
        deadline: Instant,
        number: u64,
        token: T,
    ) -> Instant {
        let is_overloaded = self.is_overloaded(now);
        if self.entries.is_empty() && !is_overloaded {
            self.standing_since = Some(now);
        }
        self.empty_since = None;
        let patience = if is_overloaded { self.target / HASTE } else { self.target };
        let expires = deadline.min(now + patience);
        self.entries.push_back(Entry { number, expires, token });
        self.first_expiry = Some(self.first_expiry.map_or(expires, |first| first.min(expires)));
        expires
    }

    pub(super) fn pop(&mut self, now: Instant, gone: &mut Vec<T>) -> Option<T> {
        let newest_first = self.is_overloaded(now);
        loop {
            let next = self.take(now, newest_first)?;
            if next.expires > now {
                return Some(next.token);
            }
            gone.push(next.token);
        }
    }

    /// Drops whoever would be served last.
    pub(super) fn drop_last(&mut self, now: Instant) -> Option<T> {
        let newest_first = self.is_overloaded(now);
        self.take(now, !newest_first).map(|entry| entry.token)
    }

    pub(super) fn remove(&mut self, now: Instant, number: u64) -> Option<T> {
        let at = self.entries.binary_search_by_key(&number, |entry| entry.number).ok()?;
        let entry = self.entries.remove(at);
        self.note_if_empty(now);
        entry.map(|entry| entry.token)
    }

    /// Takes out all that have expired.
    pub(super) fn expire(&mut self, now: Instant, gone: &mut Vec<T>) {
        if self.first_expiry.is_none_or(|first| now < first) {
            return;
        }
        let before = self.entries.len();
        for _ in 0..before {
            match self.entries.pop_front() {
                Some(entry) if entry.expires <= now => gone.push(entry.token),
                kept => self.entries.extend(kept),
            }
        }
        self.first_expiry = self.entries.iter().map(|entry| entry.expires).min();
        if self.entries.len() < before {
            self.note_if_empty(now);
        }
    }

    fn take(&mut self, now: Instant, newest: bool) -> Option<Entry<T>> {
        let entry = if newest { self.entries.pop_back() } else { self.entries.pop_front() }?;
        self.note_if_empty(now);
        Some(entry)
    }

    /// After an entry was taken.
    fn note_if_empty(&mut self, now: Instant) {
        if self.entries.is_empty() {
            if !self.is_overloaded(now) {
                self.standing_since = None;
            }
            self.empty_since = Some(now);
        }
    }
}
