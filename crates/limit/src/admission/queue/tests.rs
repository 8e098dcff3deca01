mod model;

use super::*;

const TARGET: Duration = Duration::from_secs(1);

#[expect(clippy::disallowed_methods, reason = "some moment to count from")]
fn start() -> Instant {
    Instant::now()
}

/// A queue of numbered entries on a clock in milliseconds.
struct Line {
    queue: Queue<u32>,
    start: Instant,
    gone: Vec<u32>,
}

impl Line {
    fn of(bound: usize) -> Self {
        Self { queue: Queue::new(bound, TARGET), start: start(), gone: Vec::new() }
    }

    fn at(&self, millis: u64) -> Instant {
        self.start + Duration::from_millis(millis)
    }

    fn push(&mut self, millis: u64, priority: Priority, token: u32) -> Result<Place, Full> {
        self.push_until(millis, priority, token, 600_000)
    }

    fn push_until(
        &mut self,
        millis: u64,
        priority: Priority,
        token: u32,
        deadline: u64,
    ) -> Result<Place, Full> {
        let (now, deadline) = (self.at(millis), self.at(deadline));
        self.queue.make_room(now, priority, &mut self.gone)?;
        Ok(self.queue.push(now, priority, deadline, token))
    }

    fn leave(&mut self, millis: u64, place: Place) -> Option<u32> {
        self.queue.remove(self.at(millis), place)
    }

    fn pop(&mut self, millis: u64) -> Option<u32> {
        self.queue.pop(self.at(millis), |_| true, &mut self.gone)
    }
}

use Priority::{Critical, High, Low, Normal};

#[test]
fn the_oldest_is_served_first() {
    let mut line = Line::of(8);
    for token in 1..=3 {
        line.push(u64::from(token), Normal, token).unwrap();
    }
    assert_eq!([10, 10, 10, 10].map(|at| line.pop(at)), [Some(1), Some(2), Some(3), None]);
}

#[test]
fn a_higher_priority_is_served_before_a_lower_one() {
    let mut line = Line::of(8);
    for (token, priority) in [(1, Low), (2, Normal), (3, Critical), (4, High), (5, Normal)] {
        line.push(0, priority, token).unwrap();
    }
    let served: Vec<_> = std::iter::from_fn(|| line.pop(1)).collect();
    assert_eq!(served, [3, 4, 2, 5, 1]);
}

#[test]
fn whoever_is_not_admitted_waits_without_holding_up_others() {
    let mut line = Line::of(8);
    line.push(0, High, 1).unwrap();
    line.push(0, Low, 2).unwrap();
    let now = line.at(1);
    assert_eq!(line.queue.pop(now, |priority| priority == Low, &mut line.gone), Some(2));
    assert_eq!(line.queue.pop(now, |priority| priority == Low, &mut line.gone), None);
    assert_eq!(line.queue.len(), 1);
}

#[test]
fn in_overload_the_newest_is_served_first() {
    let mut line = Line::of(8);
    for (at, token) in [(0, 1), (900, 2), (950, 3)] {
        line.push(at, Normal, token).unwrap();
    }
    assert_eq!(line.pop(999), Some(1), "the queue stands for less than the target");
    assert!(line.queue.is_overloaded(Normal, line.at(1000)));
    assert!(!line.queue.is_overloaded(High, line.at(1000)), "nobody of them waits");
    line.push(1000, Normal, 4).unwrap();
    assert_eq!([1001, 1002, 1003].map(|at| line.pop(at)), [Some(4), Some(3), Some(2)]);
}

#[test]
fn an_overload_lasts_until_nobody_has_waited_for_the_target_time() {
    let mut line = Line::of(8);
    line.push(0, Normal, 1).unwrap();
    line.push(500, Normal, 2).unwrap();
    assert_eq!([900, 1100].map(|at| line.pop(at)), [Some(1), Some(2)]);
    for (at, expected) in [(1100, true), (2099, true), (2100, false)] {
        assert_eq!(line.queue.is_overloaded(Normal, line.at(at)), expected, "{at}");
    }
    line.push(2097, Normal, 3).unwrap();
    line.push(2098, Normal, 4).unwrap();
    assert_eq!([2099, 2100].map(|at| line.pop(at)), [Some(4), Some(3)], "still the newest first");
    line.push(3100, Normal, 5).unwrap();
    line.push(3101, Normal, 6).unwrap();
    assert_eq!([3200, 3201].map(|at| line.pop(at)), [Some(5), Some(6)], "the oldest first again");
}

#[test]
fn a_queue_that_is_emptied_in_time_was_a_burst_however_often() {
    let mut line = Line::of(8);
    for at in [0, 600, 1200, 1800] {
        line.push(at, Normal, 1).unwrap();
        line.push(at + 100, Normal, 2).unwrap();
        let served = [line.pop(at + 500), line.pop(at + 500)];
        assert_eq!(served, [Some(1), Some(2)], "{at}");
        assert!(!line.queue.is_overloaded(Normal, line.at(at + 550)));
    }
}

#[test]
fn an_entry_expires_with_the_target_or_its_deadline_and_sooner_in_overload() {
    let mut line = Line::of(8);
    let expires = |place: Place, line: &Line| place.expires.duration_since(line.start).as_millis();
    let place = line.push(0, Normal, 1).unwrap();
    assert_eq!(expires(place, &line), 1000);
    let place = line.push_until(100, Normal, 2, 250).unwrap();
    assert_eq!(expires(place, &line), 250);
    let place = line.push(1000, Normal, 3).unwrap();
    assert_eq!(expires(place, &line), 1100, "a tenth of the target");
}

#[test]
fn the_expired_are_passed_over() {
    let mut line = Line::of(8);
    line.push_until(0, Normal, 1, 50).unwrap();
    line.push(0, Normal, 2).unwrap();
    assert_eq!((line.pop(50), line.gone.as_slice()), (Some(2), [1].as_slice()));
}

#[test]
fn a_full_queue_drops_the_expired_then_the_last_of_the_lowest_priority() {
    let mut line = Line::of(3);
    line.push_until(0, High, 1, 50).unwrap();
    line.push(10, Low, 2).unwrap();
    line.push(20, Low, 3).unwrap();
    line.push(60, Normal, 4).unwrap();
    assert_eq!(line.gone, [1], "expired");
    line.push(70, Normal, 5).unwrap();
    assert_eq!(line.gone, [1, 3], "it came after the other");
    line.push(80, High, 6).unwrap();
    assert_eq!(line.gone, [1, 3, 2]);
    assert_eq!(line.push(90, Normal, 7).unwrap_err(), Full, "nobody matters less");
    assert_eq!(line.push(90, Low, 8).unwrap_err(), Full);
}

#[test]
fn in_overload_a_full_queue_drops_the_oldest_of_the_lowest_priority() {
    let mut line = Line::of(3);
    for (at, token) in [(0, 1), (500, 2), (600, 3)] {
        line.push(at, Low, token).unwrap();
    }
    assert_eq!(line.pop(700), Some(1), "but the queue goes on standing");
    line.push(1200, Low, 4).unwrap();
    line.push(1201, High, 5).unwrap();
    assert_eq!(line.gone, [2]);
}

#[test]
fn whoever_leaves_is_gone_and_leaves_only_once() {
    let mut line = Line::of(8);
    let place = line.push(0, Normal, 1).unwrap();
    line.push(0, Normal, 2).unwrap();
    assert_eq!(line.leave(1, place), Some(1));
    assert_eq!(line.leave(1, place), None);
    assert_eq!(line.pop(1), Some(2));
}

#[test]
fn a_queue_without_room_takes_nobody() {
    assert_eq!(Line::of(0).push(0, Critical, 1).unwrap_err(), Full);
}
