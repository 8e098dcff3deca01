//! One after the other, without remembering who was last.

use super::draw::{Field, at, below};

/// 2⁶⁴ times the golden section.
const GOLDEN_SECTION: u64 = 0x9e37_79b9_7f4a_7c15;

/// Whose turn it is. Equals simply follow each other. Those of unequal weights have parts of a circle, and
/// the turns go round it in steps of the golden section: of all steps the one that meets every part most
/// evenly over time (Kronecker's sequence; Knuth, *The Art of Computer Programming*, 6.4). Over any number
/// of turns each has what it is due, but for a few.
pub(super) fn next(field: &Field<'_>, turn: u64) -> Option<usize> {
    let weights = || field.weights().filter(|(_, weight)| *weight > 0);
    let (_, first) = weights().next()?;
    if weights().all(|(_, weight)| weight == first) {
        let place = turn.checked_rem(weights().count() as u64)?;
        return at(weights().map(|(place, _)| (place, 1)), place);
    }
    let total = weights().map(|(_, weight)| weight).sum();
    at(weights(), below(turn.wrapping_mul(GOLDEN_SECTION), total))
}
