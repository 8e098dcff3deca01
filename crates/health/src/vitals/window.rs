//! How many calls ended in the last minute, and how many of them failed.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

const PARTS: usize = 12;
const PART_MILLIS: u64 = 5_000;
/// Bits of each count. Above both stands the number of the part, so that what is an hour old is not
/// taken for what is new.
const BITS: u32 = 20;
const MOST: u64 = (1 << BITS) - 1;

/// A window that slides in parts of five seconds. Without a lock: each part is one word.
#[derive(Debug, Default)]
pub(super) struct Window([AtomicU64; PARTS]);

/// What a window has seen. At very high rates of the right order only: a part that has seen a million
/// calls halves its counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) calls: u64,
    pub(crate) failures: u64,
}

impl Window {
    pub(super) fn add(&self, age: Duration, is_failure: bool) {
        let number = number(age);
        let Some(part) = self.0.get(place(number)) else {
            return;
        };
        let add = |word| Some(Part::of(word, number).with(is_failure).word(number));
        let _ = part.try_update(Ordering::Relaxed, Ordering::Relaxed, add);
    }

    pub(super) fn tally(&self, age: Duration) -> Tally {
        let last = number(age);
        let first = last.saturating_sub(PARTS as u64 - 1);
        let part = |number| {
            let word = self.0.get(place(number)).map(|part| part.load(Ordering::Relaxed));
            Part::of(word.unwrap_or_default(), number)
        };
        (first..=last).map(part).fold(Tally::default(), |sum, part| Tally {
            calls: sum.calls + part.0.calls,
            failures: sum.failures + part.0.failures,
        })
    }
}

struct Part(Tally);

impl Part {
    /// What this word says of the part of this number; nothing, if it is about another.
    fn of(word: u64, part: u64) -> Self {
        if word >> (2 * BITS) != tag(part) {
            return Self(Tally::default());
        }
        Self(Tally { calls: (word >> BITS) & MOST, failures: word & MOST })
    }

    fn with(self, is_failure: bool) -> Self {
        let Tally { mut calls, mut failures } = self.0;
        if calls == MOST {
            (calls, failures) = (calls / 2, failures / 2);
        }
        Self(Tally { calls: calls + 1, failures: failures + u64::from(is_failure) })
    }

    fn word(self, part: u64) -> u64 {
        tag(part) << (2 * BITS) | self.0.calls << BITS | self.0.failures
    }
}

fn number(age: Duration) -> u64 {
    u64::try_from(age.as_millis()).unwrap_or(u64::MAX) / PART_MILLIS
}

fn place(number: u64) -> usize {
    (number % PARTS as u64) as usize
}

/// Repeats after about 970 days: 24 bits of five seconds.
fn tag(number: u64) -> u64 {
    number & ((1 << (u64::BITS - 2 * BITS)) - 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const fn secs(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn what_happened_a_window_ago_weighs_nothing() {
        let window = Window::default();
        (0..1000).for_each(|_| window.add(secs(2), true));
        window.add(secs(50), false);
        assert_eq!(window.tally(secs(59)), Tally { calls: 1001, failures: 1000 });
        assert_eq!(window.tally(secs(60)), Tally { calls: 1, failures: 0 });
        assert_eq!(window.tally(secs(3600)), Tally::default());
    }

    #[test]
    fn a_part_that_is_full_keeps_its_ratio() {
        let window = Window::default();
        (0..2_000_000).for_each(|call| window.add(secs(1), call % 4 == 0));
        let Tally { calls, failures } = window.tally(secs(1));
        assert!(calls > 500_000 && calls <= MOST, "{calls}");
        assert!((0.24..0.26).contains(&(failures as f64 / calls as f64)), "{failures} of {calls}");
    }

    proptest! {
        #[test]
        fn it_counts_what_a_list_of_all_calls_counts(
            calls in prop::collection::vec((0_u64..90_000, any::<bool>()), 0..200)
        ) {
            let window = Window::default();
            let (mut age, mut all) = (0, Vec::new());
            for (pause, is_failure) in calls {
                age += pause / 20;
                all.push((age, is_failure));
                window.add(Duration::from_millis(age), is_failure);
                let first = (age / PART_MILLIS).saturating_sub(11) * PART_MILLIS;
                let recent = all.iter().filter(|(at, _)| *at >= first);
                let expected = Tally {
                    calls: recent.clone().count() as u64,
                    failures: recent.filter(|(_, failed)| *failed).count() as u64,
                };
                prop_assert_eq!(window.tally(Duration::from_millis(age)), expected);
            }
        }
    }
}
