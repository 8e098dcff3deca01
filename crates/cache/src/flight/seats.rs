//! Who is aboard: how far each has read, and whom to wake.

use std::collections::BTreeMap;
use std::task::Waker;

/// All who are aboard of one flight.
#[derive(Default)]
pub(super) struct Seats {
    next: u64,
    taken: usize,
    /// At each position of the log how many stand there, so that the slowest is found at once.
    positions: BTreeMap<usize, usize>,
    wakers: BTreeMap<u64, Waker>,
}

impl Seats {
    /// One more, at the beginning of the log. The number is theirs alone.
    pub(super) fn take(&mut self) -> u64 {
        self.taken += 1;
        self.next += 1;
        *self.positions.entry(0).or_default() += 1;
        self.next
    }

    pub(super) fn len(&self) -> usize {
        self.taken
    }

    /// One less. What woke them is to be dropped without any lock.
    pub(super) fn leave(&mut self, number: u64, position: usize) -> Option<Waker> {
        self.taken -= 1;
        self.step_off(position);
        self.wakers.remove(&number)
    }

    /// One of those who stand here has read on.
    pub(super) fn advance(&mut self, position: usize) {
        self.step_off(position);
        *self.positions.entry(position + 1).or_default() += 1;
    }

    /// Where the slowest stands.
    pub(super) fn hindmost(&self) -> Option<usize> {
        self.positions.first_key_value().map(|(position, _)| *position)
    }

    /// Has this one woken at the next news. What woke them before is to be dropped without any lock.
    pub(super) fn wait(&mut self, number: u64, waker: &Waker) -> Option<Waker> {
        match self.wakers.get(&number) {
            Some(known) if known.will_wake(waker) => None,
            _ => self.wakers.insert(number, waker.clone()),
        }
    }

    /// All who wait for news.
    pub(super) fn take_wakers(&mut self) -> impl Iterator<Item = Waker> + use<> {
        std::mem::take(&mut self.wakers).into_values()
    }

    fn step_off(&mut self, position: usize) {
        if let Some(here) = self.positions.get_mut(&position) {
            *here -= 1;
            if *here == 0 {
                self.positions.remove(&position);
            }
        }
    }
}
