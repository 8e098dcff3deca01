//! How many choices make a whole answer.

use osier_core::Request;

/// Choices past this one share the last bit in the sets of choices that events give.
const BITS: u32 = u64::BITS;

/// The number of choices the caller asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted(u32);

impl Wanted {
    /// `n`; one where it is not said. What is no number the provider refuses.
    pub(super) fn by(request: &Request) -> Self {
        let asked = request.read::<u32>("n").ok().flatten();
        Self(asked.unwrap_or(1).max(1))
    }

    /// Whether so many choices are in a set of choices. More than the set can hold are all of it.
    pub(super) fn are_in(self, choices: u64) -> bool {
        choices.count_ones() >= self.0.min(BITS)
    }

    /// Whether a set of choices tells each of them apart.
    pub(super) fn can_be_counted(self) -> bool {
        self.0 <= BITS
    }
}
