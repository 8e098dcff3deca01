//! Any history, against the rules in plain numbers.

use std::time::Duration;

use osier_limit::{Adaptive, AdaptiveSettings, Permit};
use proptest::prelude::*;

use crate::{millis, start};

#[derive(Clone, Copy, Debug)]
enum Step {
    Acquire,
    /// Ends one of the permits, whichever.
    End(usize, End),
    Wait(u64),
}

#[derive(Clone, Copy, Debug)]
enum End {
    Success,
    Overload,
    Ignore,
}

fn step() -> impl Strategy<Value = Step> {
    let end =
        prop_oneof![3 => Just(End::Success), 1 => Just(End::Overload), 1 => Just(End::Ignore)];
    prop_oneof![
        5 => Just(Step::Acquire),
        4 => (any::<usize>(), end).prop_map(|(which, end)| Step::End(which, end)),
        1 => (0..1500_u64).prop_map(Step::Wait),
    ]
}

/// The limiter as one would first write it down.
#[derive(Default)]
struct Model {
    limit: u32,
    credit: u32,
    cuts: u32,
    threshold: Option<u32>,
    last_cut: Option<(Duration, u32)>,
    /// For each call in flight, how many cuts there had been when it was admitted.
    calls: Vec<u32>,
}

impl Model {
    fn acquire(&mut self) -> bool {
        let admitted = (self.calls.len() as u32) < self.limit;
        if admitted {
            self.calls.push(self.cuts);
        }
        admitted
    }

    fn end(&mut self, which: usize, end: End, now: Duration) {
        let is_recent = self.calls[which] == self.cuts;
        match end {
            End::Success if is_recent => self.grow(),
            End::Overload if is_recent => self.cut(now),
            _ => {}
        }
        self.calls.swap_remove(which);
    }

    fn grow(&mut self) {
        if (self.calls.len() as u32) * 2 < self.limit || self.limit == MAX {
            return;
        }
        self.credit += 1;
        if self.threshold.is_none_or(|threshold| self.limit < threshold)
            || self.credit >= self.limit
        {
            self.limit += 1;
            self.credit = 0;
        }
    }

    fn cut(&mut self, now: Duration) {
        if self.last_cut.is_some_and(|(at, _)| now < at + WINDOW) {
            return;
        }
        let before = self.limit;
        let after = ((f64::from(before) * 0.9).round() as u32).min(before - 1).max(MIN);
        if self.last_cut.is_none_or(|(_, to)| before > to) {
            self.threshold = Some(before / 2);
        }
        self.last_cut = Some((now, after));
        (self.limit, self.credit) = (after, 0);
        self.cuts += 1;
    }
}

const MIN: u32 = 2;
const MAX: u32 = 12;
const WINDOW: Duration = millis(1000);

proptest! {
    #[test]
    fn any_history_gives_the_limit_of_the_model(steps in prop::collection::vec(step(), 1..400)) {
        let start = start();
        let settings = AdaptiveSettings::default().initial(6).min(MIN).max(MAX).window(WINDOW);
        let limit = Adaptive::try_new(settings).unwrap();
        let mut model = Model { limit: 6, ..Model::default() };
        let mut permits: Vec<Permit<&Adaptive>> = Vec::new();
        let mut now = Duration::ZERO;
        for step in steps {
            match step {
                Step::Wait(wait) => now += millis(wait),
                Step::Acquire => {
                    let permit = limit.try_acquire();
                    prop_assert_eq!(permit.is_ok(), model.acquire());
                    permits.extend(permit);
                }
                Step::End(_, _) if permits.is_empty() => {}
                Step::End(which, end) => {
                    let which = which % permits.len();
                    let permit = permits.swap_remove(which);
                    match end {
                        End::Success => permit.success(),
                        End::Overload => permit.overloaded_at(start + now),
                        End::Ignore => permit.ignore(),
                    }
                    model.end(which, end, now);
                }
            }
            let seen = limit.snapshot();
            prop_assert_eq!((seen.limit, seen.in_flight as usize), (model.limit, permits.len()));
        }
    }
}
