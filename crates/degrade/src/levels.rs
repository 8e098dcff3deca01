//! A handful of levels, without asking for memory.

use osier_core::Level;

/// A set of levels.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Levels(u8);

impl Levels {
    pub(crate) fn add(&mut self, level: Level) {
        self.0 |= bit(level);
    }

    pub(crate) fn with(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    pub(crate) fn without(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }

    pub(crate) fn remove(&mut self, level: Level) {
        self.0 &= !bit(level);
    }

    pub(crate) fn has(self, level: Level) -> bool {
        self.0 & bit(level) != 0
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }
}

fn bit(level: Level) -> u8 {
    1 << level as u8
}
