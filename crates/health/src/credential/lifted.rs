//! When benches were lifted, in the order of lifts.

use std::sync::Arc;

use super::{Benched, Reach};

/// Which lift was the last for each target: what began before it says nothing any more. As many as there
/// are targets at most.
#[derive(Debug, Default)]
pub(super) struct Lifted {
    count: u64,
    last_of_all: u64,
    last_of_one: Vec<(Arc<str>, u64)>,
}

impl Lifted {
    pub(super) fn count(&self) -> u64 {
        self.count
    }

    /// The last one that concerned this target, counted from one; zero if there was none.
    pub(super) fn last(&self, target: &str) -> u64 {
        let of_one = self.last_of_one.iter().find(|(name, _)| **name == *target);
        of_one.map_or(0, |(_, count)| *count).max(self.last_of_all)
    }

    /// Whatever it was benched for, for everybody.
    pub(super) fn all(&mut self) {
        self.count += 1;
        self.last_of_all = self.count;
        self.last_of_one.clear();
    }

    /// This, and no more.
    pub(super) fn one(&mut self, benched: &Benched) {
        if benched.reach == Reach::Credential {
            return self.all();
        }
        self.count += 1;
        match self.last_of_one.iter_mut().find(|(name, _)| *name == benched.target) {
            Some((_, last)) => *last = self.count,
            None => self.last_of_one.push((Arc::clone(&benched.target), self.count)),
        }
    }
}
