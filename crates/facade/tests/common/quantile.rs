//! The usual and the worst.

use std::time::Duration;

/// The value that so many of a thousand do not exceed.
pub(crate) fn quantile(sorted: &[Duration], of_thousand: usize) -> Option<Duration> {
    let rank = (sorted.len() * of_thousand).div_ceil(1000);
    sorted.get(rank.saturating_sub(1)).copied()
}
