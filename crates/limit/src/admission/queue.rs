//! Who waits, and who is next: plain data, with the time as an argument.

mod lane;
#[cfg(all(test, not(loom)))]
mod tests;

use std::time::{Duration, Instant};

use osier_core::Priority;

use self::lane::Lane;

/// A bounded queue for four priorities. Each has a lane of its own with its own idea of overload, so
/// that waiting batch work does not make interactive requests look overloaded.
#[derive(Debug)]
pub(super) struct Queue<T> {
    /// From the lowest to the highest priority.
    lanes: [Lane<T>; 4],
    bound: usize,
    /// The number of the next entry.
    next: u64,
}

/// Where an entry stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    priority: Priority,
    number: u64,
    /// When it has waited long enough.
    pub(super) expires: Instant,
}

/// The queue is full, and nobody in it matters less.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Full;

impl<T> Queue<T> {
    pub(super) fn new(bound: usize, target: Duration) -> Self {
        Self { lanes: std::array::from_fn(|_| Lane::new(target)), bound, next: 0 }
    }

    pub(super) fn len(&self) -> usize {
        self.lanes.iter().map(Lane::len).sum()
    }

    /// Whether anybody of this priority or a higher one waits.
    pub(super) fn has_ahead(&self, priority: Priority) -> bool {
        self.highest_first().any(|(of, lane)| of >= priority && lane.len() > 0)
    }

    /// Whether requests of this priority have stood in line for the target time.
    pub(super) fn is_overloaded(&self, priority: Priority, now: Instant) -> bool {
        self.lane(priority).is_overloaded(now)
    }

    /// Makes room for one more. A full queue drops what has expired, else whoever of the lowest
    /// priority would be served last; they are added to `gone`.
    pub(super) fn make_room(
        &mut self,
        now: Instant,
        priority: Priority,
        gone: &mut Vec<T>,
    ) -> Result<(), Full> {
        if self.len() < self.bound {
            return Ok(());
        }
        self.lanes.iter_mut().for_each(|lane| lane.expire(now, gone));
        if self.len() < self.bound {
            return Ok(());
        }
        let mut lower = ORDER.into_iter().take_while(|lower| *lower < priority);
        let last = lower.find_map(|lower| self.lane_mut(lower).drop_last(now));
        gone.push(last.ok_or(Full)?);
        Ok(())
    }

    /// Lines up; there must be room.
    pub(super) fn push(
        &mut self,
        now: Instant,
        priority: Priority,
        deadline: Instant,
        token: T,
    ) -> Place {
        let number = self.next;
        self.next += 1;
        let expires = self.lane_mut(priority).push(now, deadline, number, token);
        Place { priority, number, expires }
    }

    /// The next of those whose priority is admitted: the highest first; the oldest of it, or the
    /// newest in overload. Whoever has expired is passed over and added to `gone`.
    pub(super) fn pop(
        &mut self,
        now: Instant,
        is_admitted: impl Fn(Priority) -> bool,
        gone: &mut Vec<T>,
    ) -> Option<T> {
        ORDER
            .into_iter()
            .rev()
            .filter(|priority| is_admitted(*priority))
            .find_map(|priority| self.lane_mut(priority).pop(now, gone))
    }

    /// Leaves the line; `None` if it was not in it any more.
    pub(super) fn remove(&mut self, now: Instant, place: Place) -> Option<T> {
        self.lane_mut(place.priority).remove(now, place.number)
    }

    fn highest_first(&self) -> impl Iterator<Item = (Priority, &Lane<T>)> {
        ORDER.into_iter().zip(&self.lanes).rev()
    }

    fn lane(&self, priority: Priority) -> &Lane<T> {
        let [low, normal, high, critical] = &self.lanes;
        match priority {
            Priority::Low => low,
            Priority::Normal => normal,
            Priority::High => high,
            Priority::Critical => critical,
        }
    }

    fn lane_mut(&mut self, priority: Priority) -> &mut Lane<T> {
        let [low, normal, high, critical] = &mut self.lanes;
        match priority {
            Priority::Low => low,
            Priority::Normal => normal,
            Priority::High => high,
            Priority::Critical => critical,
        }
    }
}

/// The order of the lanes.
const ORDER: [Priority; 4] = [Priority::Low, Priority::Normal, Priority::High, Priority::Critical];
