//! The events of a flight, for those who read more slowly or joined later.

use std::collections::VecDeque;
use std::sync::Arc;

use osier_core::Event;

use super::account::Account;

/// How far the slowest aboard may lag behind, in bytes, where the log is no longer whole: enough for
/// unlike connections, and little beside the logs that are.
const LAG: usize = 256 * 1024;

/// The events so far: all of them, until they are too many. From then on only those that somebody
/// aboard has not read yet.
pub(super) struct Log {
    events: VecDeque<Event>,
    /// How many came before those that are here.
    gone: usize,
    bytes: usize,
    limit: usize,
    whole: bool,
    account: Arc<Account>,
}

impl Log {
    pub(super) fn new(limit: usize, account: Arc<Account>) -> Self {
        Self { events: VecDeque::new(), gone: 0, bytes: 0, limit, whole: true, account }
    }

    /// Whether nothing had to be let go of for its length.
    pub(super) fn is_whole(&self) -> bool {
        self.whole
    }

    /// From now on events are let go of once they are read.
    pub(super) fn stop_keeping(&mut self) {
        self.whole = false;
        self.limit = self.limit.min(LAG);
    }

    pub(super) fn get(&self, position: usize) -> Option<&Event> {
        self.events.get(position.checked_sub(self.gone)?)
    }

    /// All events, if they are still all here.
    pub(super) fn all(&self) -> Option<Vec<Event>> {
        (self.gone == 0).then(|| self.events.iter().cloned().collect())
    }

    /// Appends the event; gives it back if there is no room. Where everybody has read everything and
    /// nothing is kept, there always is: no account that others have emptied can hold a flight up for
    /// ever.
    pub(super) fn push(&mut self, event: Event) -> Result<(), Event> {
        let bytes = weight(&event);
        let fits = self.bytes.saturating_add(bytes) <= self.limit && self.account.take(bytes);
        if !fits {
            if self.whole || !self.events.is_empty() {
                return Err(event);
            }
            self.account.overdraw(bytes);
        }
        self.bytes += bytes;
        self.events.push_back(event);
        Ok(())
    }

    /// Lets go of what lies before this position, or of everything; says whether that was anything.
    pub(super) fn forget(&mut self, before: Option<usize>) -> bool {
        let here = self.events.len();
        let many = before.map_or(here, |before| before.saturating_sub(self.gone).min(here));
        let bytes: usize = self.events.drain(..many).map(|event| weight(&event)).sum();
        self.gone += many;
        self.bytes -= bytes;
        self.account.give_back(bytes);
        many > 0
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        self.account.give_back(self.bytes);
    }
}

/// What an event takes in memory, so that many small ones are counted as well.
fn weight(event: &Event) -> usize {
    event.data().len() + size_of::<Event>()
}
