//! Any history, against a queue that is one list, searched from the start each time.

use std::collections::HashMap;

use proptest::prelude::*;

use super::*;

#[derive(Clone, Copy, Debug)]
enum Step {
    Push(Priority, u64),
    Pop(Priority),
    Leave(usize),
    Wait(u64),
}

fn priority() -> impl Strategy<Value = Priority> {
    prop_oneof![Just(Low), Just(Normal), Just(High), Just(Critical)]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        5 => (priority(), 1..3000_u64).prop_map(|(priority, left)| Step::Push(priority, left)),
        3 => priority().prop_map(Step::Pop),
        1 => any::<usize>().prop_map(Step::Leave),
        2 => (0..700_u64).prop_map(Step::Wait),
    ]
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Waiting {
    priority: Priority,
    expires: u64,
    token: u32,
}

/// Who waits, oldest first, and since when each priority has been waited for.
#[derive(Default)]
struct Model {
    line: Vec<Waiting>,
    since: HashMap<Priority, u64>,
    /// Since when nobody of a priority has waited, if there was overload before.
    calm: HashMap<Priority, u64>,
}

const BOUND: usize = 6;

impl Model {
    fn overloaded(&self, priority: Priority, now: u64) -> bool {
        self.since.get(&priority).is_some_and(|since| now - since >= 1000)
            && self.calm.get(&priority).is_none_or(|since| now - since < 1000)
    }

    fn push(
        &mut self,
        now: u64,
        priority: Priority,
        deadline: u64,
        token: u32,
    ) -> Option<Vec<u32>> {
        let mut gone = Vec::new();
        if self.line.len() == BOUND {
            gone = self.take(now, |waiting| waiting.expires <= now);
        }
        if self.line.len() == BOUND {
            let lowest = self.line.iter().map(|waiting| waiting.priority).min()?;
            if lowest >= priority {
                return None;
            }
            let last = self.order(lowest, now).last().copied()?;
            gone.extend(self.take(now, |waiting| waiting.token == last.token));
        }
        if !self.overloaded(priority, now) && self.calm.remove(&priority).is_some() {
            self.since.remove(&priority);
        }
        self.calm.remove(&priority);
        let patience = if self.overloaded(priority, now) { 100 } else { 1000 };
        let expires = deadline.min(now + patience);
        self.line.push(Waiting { priority, expires, token });
        self.since.entry(priority).or_insert(now);
        Some(gone)
    }

    /// Those of one priority in the order in which they are served.
    fn order(&self, priority: Priority, now: u64) -> Vec<Waiting> {
        let mut order: Vec<_> =
            self.line.iter().filter(|waiting| waiting.priority == priority).copied().collect();
        if self.overloaded(priority, now) {
            order.reverse();
        }
        order
    }

    /// Whoever is served, and whoever is found expired on the way.
    fn pop(&mut self, now: u64, from: Priority) -> (Option<u32>, Vec<u32>) {
        let (mut served, mut gone) = (None, Vec::new());
        for priority in [Critical, High, Normal, Low] {
            if priority < from || served.is_some() {
                continue;
            }
            for waiting in self.order(priority, now) {
                self.take(now, |other| other.token == waiting.token);
                if waiting.expires > now {
                    served = Some(waiting.token);
                    break;
                }
                gone.push(waiting.token);
            }
        }
        (served, gone)
    }

    fn take(&mut self, now: u64, which: impl Fn(&Waiting) -> bool) -> Vec<u32> {
        let taken = self.line.iter().filter(|waiting| which(waiting)).map(|w| w.token).collect();
        self.line.retain(|waiting| !which(waiting));
        for priority in [Low, Normal, High, Critical] {
            let waits = self.line.iter().any(|waiting| waiting.priority == priority);
            if waits || self.calm.contains_key(&priority) || !self.since.contains_key(&priority) {
                continue;
            }
            if self.overloaded(priority, now) {
                self.calm.insert(priority, now);
            } else {
                self.since.remove(&priority);
            }
        }
        taken
    }
}

proptest! {
    #[test]
    fn any_history_serves_and_drops_whom_the_model_does(
        steps in prop::collection::vec(step(), 1..300),
    ) {
        let mut line = Line::of(BOUND);
        let mut model = Model::default();
        let mut places: Vec<(u32, Place)> = Vec::new();
        let (mut now, mut token) = (0, 0);
        for step in steps {
            line.gone.clear();
            match step {
                Step::Wait(wait) => now += wait,
                Step::Push(priority, left) => {
                    token += 1;
                    let place = line.push_until(now, priority, token, now + left);
                    let gone = model.push(now, priority, now + left, token);
                    prop_assert_eq!(place.is_ok(), gone.is_some());
                    let (mut left, mut expected) = (line.gone.clone(), gone.unwrap_or_default());
                    left.sort_unstable();
                    expected.sort_unstable();
                    prop_assert_eq!(left, expected);
                    places.extend(place.ok().map(|place| (token, place)));
                }
                Step::Pop(from) => {
                    let at = line.at(now);
                    let served = line.queue.pop(at, |priority| priority >= from, &mut line.gone);
                    prop_assert_eq!((served, line.gone.clone()), model.pop(now, from));
                }
                Step::Leave(_) if places.is_empty() => {}
                Step::Leave(which) => {
                    let (token, place) = places[which % places.len()];
                    let left: Vec<_> = line.leave(now, place).into_iter().collect();
                    prop_assert_eq!(left, model.take(now, |waiting| waiting.token == token));
                }
            }
            prop_assert_eq!(line.queue.len(), model.line.len());
            prop_assert!(line.queue.len() <= BOUND);
            for priority in [Low, Normal, High, Critical] {
                let overloaded = line.queue.is_overloaded(priority, line.at(now));
                prop_assert_eq!(overloaded, model.overloaded(priority, now));
            }
        }
    }
}
