//! The slots, and how they pass from one request to the next.

use std::sync::Arc;
use std::task::Waker;
use std::time::{Duration, Instant};

use osier_core::{Priority, Strain};

use super::AdmissionSettings;
use super::queue::{Full, Place, Queue};
use super::seat::{Seat, Verdict};
use super::settings::Shares;
use super::strain::Strained;
use super::tally::Tally;
use crate::Adaptive;
use crate::pace::Pace;
use crate::sync::{AtomicU64, Mutex, Ordering, locked};

/// As long as nobody waits, admission and release are one compare-and-swap of the tally. The count of
/// those who wait changes only under the lock of the queue; while it is not zero, so does that of
/// those under way: nobody overtakes, and a slot that comes free is never overlooked.
#[derive(Debug)]
pub(super) struct Slots {
    tally: AtomicU64,
    cap: u32,
    shares: Shares,
    follows: Box<[Arc<Adaptive>]>,
    line: Mutex<Queue<Arc<Seat>>>,
    pace: Pace,
    strained: Strained,
}

/// What comes of asking for a slot.
pub(super) enum Entry {
    Admitted,
    Waiting(Place, Arc<Seat>),
}

impl Slots {
    pub(super) fn new(settings: AdmissionSettings, follows: Box<[Arc<Adaptive>]>) -> Self {
        Self {
            tally: AtomicU64::new(0),
            cap: settings.cap,
            shares: settings.shares,
            follows,
            line: Mutex::new(Queue::new(settings.queue as usize, settings.target)),
            pace: Pace::new(),
            strained: Strained::new(),
        }
    }

    /// The cap, or what the followed limits allow together, if that is less.
    pub(super) fn cap(&self) -> u32 {
        if self.follows.is_empty() {
            return self.cap;
        }
        let limits = self.follows.iter().map(|limit| limit.snapshot().limit);
        limits.fold(0, u32::saturating_add).min(self.cap)
    }

    /// How many requests of all kinds may be under way for one more of this priority.
    fn share(&self, priority: Priority) -> u32 {
        let percent = u64::from(self.shares.of(priority));
        // In 64 bits, since a cap of a million times a hundred does not fit into 32.
        ((u64::from(self.cap()) * percent / 100) as u32).max(1)
    }

    pub(super) fn tally(&self) -> Tally {
        Tally::unpack(self.tally.load(Ordering::Relaxed))
    }

    pub(super) fn is_overloaded(&self, priority: Priority, now: Instant) -> bool {
        locked(&self.line).is_overloaded(priority, now)
    }

    /// Takes a slot if one is free for this priority and nobody waits.
    pub(super) fn try_enter(&self, priority: Priority) -> bool {
        let share = self.share(priority);
        self.try_change(|tally| tally.waiting == 0 && tally.in_flight < share, Tally::ONE_IN_FLIGHT)
    }

    /// Takes a slot, or a place in the queue.
    pub(super) fn enter(
        &self,
        now: Instant,
        priority: Priority,
        deadline: Instant,
    ) -> Result<Entry, Full> {
        let mut gone = Vec::new();
        let mut line = locked(&self.line);
        if self.enter_or_announce(&line, priority) {
            return Ok(Entry::Admitted);
        }
        let entry = line.make_room(now, priority, &mut gone).map(|()| {
            let seat = Arc::new(Seat::new());
            let place = line.push(now, priority, deadline, Arc::clone(&seat));
            Entry::Waiting(place, seat)
        });
        self.uncount(gone.len() + usize::from(entry.is_err()));
        let wakers = dropped(gone);
        drop(line);
        wake(wakers);
        entry
    }

    /// Takes a slot, or says in the same step that somebody waits, so that whoever gives one back from
    /// now on comes to the queue with it.
    fn enter_or_announce(&self, line: &Queue<Arc<Seat>>, priority: Priority) -> bool {
        let (share, is_next) = (self.share(priority), !line.has_ahead(priority));
        let enters = |bits| is_next && Tally::unpack(bits).in_flight < share;
        let step =
            |bits| bits + if enters(bits) { Tally::ONE_IN_FLIGHT } else { Tally::ONE_WAITING };
        enters(self.tally.update(Ordering::AcqRel, Ordering::Relaxed, step))
    }

    /// Gives a slot back: to the next in the queue, if there is one whom it admits.
    pub(super) fn release(&self, now: Instant) {
        if self.try_change(|tally| tally.waiting == 0, Tally::ONE_IN_FLIGHT.wrapping_neg()) {
            return;
        }
        let mut line = locked(&self.line);
        self.tally.fetch_sub(Tally::ONE_IN_FLIGHT, Ordering::AcqRel);
        let wakers = self.call_next(&mut line, now);
        drop(line);
        wake(wakers);
    }

    /// Leaves the queue. A slot that was handed over in the same moment goes to the next.
    pub(super) fn leave(&self, now: Instant, place: Place, seat: &Seat) {
        let mut line = locked(&self.line);
        self.uncount(usize::from(line.remove(now, place).is_some()));
        drop(line);
        if seat.verdict() == Some(Verdict::Admitted) {
            self.release(now);
        }
    }

    /// Fills the free slots from the queue.
    fn call_next(&self, line: &mut Queue<Arc<Seat>>, now: Instant) -> Vec<Waker> {
        let (mut gone, mut wakers) = (Vec::new(), Vec::new());
        loop {
            let in_flight = self.tally().in_flight;
            let Some(seat) = line.pop(now, |of| in_flight < self.share(of), &mut gone) else {
                break;
            };
            let moved = Tally::ONE_IN_FLIGHT.wrapping_sub(Tally::ONE_WAITING);
            self.tally.fetch_add(moved, Ordering::AcqRel);
            wakers.extend(seat.call(Verdict::Admitted));
        }
        self.uncount(gone.len());
        wakers.extend(dropped(gone));
        wakers
    }

    fn uncount(&self, waiting: usize) {
        self.tally.fetch_sub(waiting as u64 * Tally::ONE_WAITING, Ordering::AcqRel);
    }

    fn try_change(&self, may: impl Fn(Tally) -> bool, step: u64) -> bool {
        let change = |bits: u64| may(Tally::unpack(bits)).then(|| bits.wrapping_add(step));
        self.tally.try_update(Ordering::AcqRel, Ordering::Relaxed, change).is_ok()
    }

    /// Somebody was shed, or waits no more.
    pub(super) fn note_strain(&self, now: Instant) {
        self.strained.note(now);
    }

    pub(super) fn note_held(&self, held: Duration) {
        self.pace.note(held);
    }

    /// How long it should take until one more request of this priority can be admitted: as many must
    /// end as are above its share or wait.
    pub(super) fn wait(&self, priority: Priority) -> Duration {
        let Tally { in_flight, waiting } = self.tally();
        let above = (in_flight + 1).saturating_sub(self.share(priority));
        self.pace.wait(above.saturating_add(waiting), in_flight)
    }
}

impl Strain for Slots {
    fn is_strained(&self, now: Instant) -> bool {
        self.tally().waiting > 0 || self.strained.is_so(now)
    }
}

/// Tells them, under the lock; they are woken when it is free.
fn dropped(gone: Vec<Arc<Seat>>) -> Vec<Waker> {
    gone.into_iter().filter_map(|seat| seat.call(Verdict::Dropped)).collect()
}

fn wake(wakers: Vec<Waker>) {
    wakers.into_iter().for_each(Waker::wake);
}
