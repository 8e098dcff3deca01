//! Tokens and the time of their last refill, in one word.

/// Parts of a token: deposits and refills are counted in thousandths, exactly.
pub(super) const UNITS: u64 = 1000;
/// What the low bits can hold, in units: more than 16,000 tokens.
const TOKEN_BITS: u32 = 24;
const TOKEN_MASK: u64 = (1 << TOKEN_BITS) - 1;
/// What the high bits can hold, in milliseconds: about 34 years. Afterwards time stands still.
const LAST_MILLI: u64 = u64::MAX >> TOKEN_BITS;

/// `units` as of `milli`, the milliseconds since the budget's first use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) milli: u64,
    pub(super) units: u64,
}

impl Word {
    pub(super) fn unpack(bits: u64) -> Self {
        Self { milli: bits >> TOKEN_BITS, units: bits & TOKEN_MASK }
    }

    pub(super) fn pack(self) -> u64 {
        (self.milli << TOKEN_BITS) | (self.units & TOKEN_MASK)
    }

    /// The same at a later time: `rate` units per second are added, up to `most`. A time that has
    /// passed already changes nothing.
    ///
    /// What is added is the difference of two running totals. So however often this is called, no
    /// fraction is lost and none is made.
    pub(super) fn at(self, milli: u64, rate: u64, most: u64) -> Self {
        let milli = milli.min(LAST_MILLI);
        if milli <= self.milli {
            return self;
        }
        let gained = total(milli, rate) - total(self.milli, rate);
        Self { milli, units: (self.units + gained).min(most) }
    }
}

/// Cannot overflow: 2^40 milliseconds times 10^7 units per second are less than 2^64.
fn total(milli: u64, rate: u64) -> u64 {
    milli * rate / 1000
}
