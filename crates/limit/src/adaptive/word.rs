//! The whole state of a limiter in one word, and how it may change.

/// Sixteen bits each, from the lowest: calls in flight, the limit, successes towards the next step,
/// and the generation, which counts the cuts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) in_flight: u16,
    pub(super) limit: u16,
    /// Successes since the last step; a limit's worth of them is one step.
    pub(super) credit: u16,
    /// 0 until the first cut, never 0 again.
    pub(super) generation: u16,
}

impl Word {
    pub(super) const ONE_IN_FLIGHT: u64 = 1;
    /// Above every limit that is found out.
    pub(super) const NO_LIMIT: u16 = u16::MAX;
    /// The least that the first overload is taken to have met, where there was no limit.
    const LEAST_MET: u16 = 20;

    pub(super) fn unpack(bits: u64) -> Self {
        let field = |at: u32| (bits >> at) as u16;
        Self { in_flight: field(0), limit: field(16), credit: field(32), generation: field(48) }
    }

    pub(super) fn pack(self) -> u64 {
        let Self { in_flight, limit, credit, generation } = self;
        u64::from(in_flight)
            | u64::from(limit) << 16
            | u64::from(credit) << 32
            | u64::from(generation) << 48
    }

    /// One more call, if the limit allows it.
    pub(super) fn admit(self) -> Option<Self> {
        (self.in_flight < self.limit).then(|| Self { in_flight: self.in_flight + 1, ..self })
    }

    /// One call less.
    pub(super) fn release(self) -> Self {
        Self { in_flight: self.in_flight.saturating_sub(1), ..self }
    }

    /// A success among the calls in flight, before it is released: a step of one, at once where the
    /// limit is below `threshold`, else for a limit's worth of successes. A limit that is not even
    /// half used has proved nothing.
    pub(super) fn grow(self, threshold: u16, max: u16) -> Self {
        if !self.is_half_used() || self.limit >= max {
            return self;
        }
        let credit = self.credit.saturating_add(1);
        if self.limit < threshold || credit >= self.limit {
            Self { limit: self.limit + 1, credit: 0, ..self }
        } else {
            Self { credit, ..self }
        }
    }

    /// What an overload meets: the limit, or what is in flight where there is none yet.
    pub(super) fn met(self) -> u16 {
        if self.limit == Self::NO_LIMIT { self.in_flight.max(Self::LEAST_MET) } else { self.limit }
    }

    /// Whether at least half of what an overload would meet is in flight.
    pub(super) fn is_half_used(self) -> bool {
        u32::from(self.in_flight) * 2 >= u32::from(self.met())
    }

    /// The limit times `backoff` / 65,536, at least one less, from `min` to `max`; where there was no
    /// limit yet, the same of what is in flight. What was admitted before belongs to an older
    /// generation.
    pub(super) fn cut(self, backoff: u16, min: u16, max: u16) -> Self {
        const HALF: u32 = 1 << 15;
        let met = self.met();
        let scaled = ((u32::from(met) * u32::from(backoff) + HALF) >> 16) as u16;
        let limit = scaled.min(met.saturating_sub(1)).clamp(min, max);
        let generation = self.generation.checked_add(1).unwrap_or(1);
        Self { limit, credit: 0, generation, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(in_flight: u16, limit: u16, credit: u16) -> Word {
        Word { in_flight, limit, credit, generation: 7 }
    }

    #[test]
    fn packing_keeps_every_field() {
        for word in [word(0, 4, 0), word(u16::MAX, u16::MAX, u16::MAX), word(3, 20, 19)] {
            assert_eq!(Word::unpack(word.pack()), word);
        }
        assert_eq!(Word::unpack(word(3, 20, 0).pack() - Word::ONE_IN_FLIGHT), word(2, 20, 0));
    }

    #[test]
    fn a_call_is_admitted_below_the_limit_alone() {
        for (in_flight, limit, admitted) in
            [(0, 1, true), (19, 20, true), (20, 20, false), (9, 4, false)]
        {
            assert_eq!(
                word(in_flight, limit, 0).admit().is_some(),
                admitted,
                "{in_flight}/{limit}"
            );
        }
    }

    #[test]
    fn growth_needs_half_the_limit_in_use_and_stops_at_the_maximum() {
        let table = [
            // in flight, limit, credit, threshold -> limit, credit
            (9, 20, 0, 0, (20, 0)),              // less than half used
            (10, 20, 0, 0, (20, 1)),             // half used
            (20, 20, 19, 0, (21, 0)),            // a limit's worth
            (10, 20, 0, 21, (21, 0)),            // below the threshold, each counts
            (10, 20, 0, 20, (20, 1)),            // at the threshold no longer
            (500, 1000, 999, 2000, (1000, 999)), // at the maximum
        ];
        for (in_flight, limit, credit, threshold, expected) in table {
            let grown = word(in_flight, limit, credit).grow(threshold, 1000);
            assert_eq!((grown.limit, grown.credit), expected, "{in_flight} of {limit}");
        }
    }

    #[test]
    fn a_cut_is_a_tenth_at_least_one_and_never_below_the_minimum() {
        const NINE_TENTHS: u16 = 58_982;
        for (before, after) in [(1000, 900), (20, 18), (10, 9), (5, 4), (4, 4), (65_535, 58_981)] {
            let cut = word(before, before, 3).cut(NINE_TENTHS, 4, u16::MAX);
            assert_eq!((cut.limit, cut.credit, cut.in_flight), (after, 0, before), "{before}");
        }
    }

    #[test]
    fn where_there_was_no_limit_the_first_is_found_in_what_is_in_flight() {
        const NINE_TENTHS: u16 = 58_982;
        for (in_flight, limit) in [(100, 90), (30, 27), (12, 18), (5000, 1000)] {
            let cut = word(in_flight, Word::NO_LIMIT, 0).cut(NINE_TENTHS, 4, 1000);
            assert_eq!(cut.limit, limit, "{in_flight}");
        }
        let grown = word(100, Word::NO_LIMIT, 0).grow(u16::MAX, 1000);
        assert_eq!(grown.limit, Word::NO_LIMIT, "nothing to grow");
    }

    #[test]
    fn the_generation_never_comes_back_to_the_one_before_the_first_cut() {
        let last = Word { generation: u16::MAX, ..word(0, 20, 0) };
        assert_eq!(last.cut(0, 4, 1000).generation, 1);
    }
}
