//! How many are under way, and how many wait, in one word.

/// The lower half counts those under way, the upper half those who wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) in_flight: u32,
    pub(super) waiting: u32,
}

impl Tally {
    pub(super) const ONE_IN_FLIGHT: u64 = 1;
    pub(super) const ONE_WAITING: u64 = 1 << 32;

    pub(super) fn unpack(bits: u64) -> Self {
        Self { in_flight: bits as u32, waiting: (bits >> 32) as u32 }
    }
}
