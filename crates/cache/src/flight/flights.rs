//! The map of the flights that can be boarded.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use super::account::Account;
use super::handle::Handle;
use super::state::State;
use super::sync::{Mutex, MutexGuard, locked};
use super::{Boarded, FlightKey, Limits, Pilot, Seat};

/// All flights under way. Clones are the same.
#[derive(Clone)]
pub(crate) struct Flights(Arc<Inner>);

type Map = HashMap<FlightKey, Arc<Flight>>;

struct Inner {
    limits: Limits,
    account: Arc<Account>,
    /// One lock for all: it is held for a look-up, a few times in the seconds that a call takes.
    map: Mutex<Map>,
}

/// One of them.
pub(super) struct Flight {
    key: FlightKey,
    /// How much time it has.
    time: Duration,
    pub(super) state: Mutex<State>,
}

impl Flights {
    pub(crate) fn new(limits: Limits) -> Self {
        let account = Arc::new(Account::new(limits.logs));
        Self(Arc::new(Inner { limits, account, map: Mutex::default() }))
    }

    /// Joins the flight that is under way, or begins one with so much time. One that has less than half of it
    /// is not joined, as it might be cut in the midst, and another one begins in its place: a few at most,
    /// however unlike the times of many are.
    pub(crate) fn board(&self, key: FlightKey, time: Duration) -> Boarded {
        let map = locked(&self.0.map);
        if let Some(flight) = map.get(&key)
            && flight.time >= time / 2
            && let Some(number) = locked(&flight.state).join()
        {
            return Boarded::Joined(Seat::new(self.handle(flight), number));
        }
        let mut state = self.state(key, false);
        match (state.join(), self.begin(map, key, time, state)) {
            (Some(number), Some((seat, pilot))) => {
                Boarded::First(Seat::new(seat, number), Pilot::new(pilot))
            }
            _ => Boarded::Full,
        }
    }

    /// Begins a flight that nobody else can join, whatever else is under way.
    pub(crate) fn alone(&self, key: FlightKey) -> Boarded {
        let mut state = self.state(key, false);
        let Some(number) = state.join() else { return Boarded::Full };
        let flight = Arc::new(Flight { key, time: Duration::MAX, state: Mutex::new(state) });
        Boarded::First(Seat::new(self.handle(&flight), number), Pilot::new(self.handle(&flight)))
    }

    /// Begins a flight that nobody waits for, and that flies on without anybody aboard. `None` if one is
    /// under way, or if there are as many as there may be.
    pub(crate) fn begin_empty(&self, key: FlightKey, time: Duration) -> Option<Pilot> {
        let map = locked(&self.0.map);
        if map.get(&key).is_some_and(|flight| locked(&flight.state).is_open()) {
            return None;
        }
        let (_, pilot) = self.begin(map, key, time, self.state(key, true))?;
        Some(Pilot::new(pilot))
    }

    /// Puts a flight into the map, in place of one that is over, or has too little time.
    fn begin(
        &self,
        mut map: MutexGuard<'_, Map>,
        key: FlightKey,
        time: Duration,
        state: State,
    ) -> Option<(Handle, Handle)> {
        if map.len() >= self.0.limits.flights && !map.contains_key(&key) {
            return None;
        }
        let flight = Arc::new(Flight { key, time, state: Mutex::new(state) });
        let over = map.insert(key, Arc::clone(&flight));
        drop(map); // before the flight that is over: what it holds is not dropped under a lock
        drop(over);
        Some((self.handle(&flight), self.handle(&flight)))
    }

    /// Takes the flight out of the map, unless another one is there in its place.
    pub(super) fn remove(&self, flight: &Arc<Flight>) {
        let mut map = locked(&self.0.map);
        if map.get(&flight.key).is_some_and(|there| Arc::ptr_eq(there, flight)) {
            map.remove(&flight.key);
        }
    }

    fn state(&self, key: FlightKey, unmanned: bool) -> State {
        State::new(unmanned, key.lasting, self.0.limits.log, Arc::clone(&self.0.account))
    }

    fn handle(&self, flight: &Arc<Flight>) -> Handle {
        Handle::new(self.clone(), Arc::clone(flight))
    }
}

#[cfg(test)]
impl Flights {
    /// How many flights can be boarded.
    pub(crate) fn len(&self) -> usize {
        locked(&self.0.map).len()
    }

    /// How many wait for this answer.
    pub(crate) fn aboard(&self, key: FlightKey) -> usize {
        locked(&self.0.map).get(&key).map_or(0, |flight| locked(&flight.state).aboard())
    }

    /// How many bytes all logs hold.
    pub(crate) fn bytes(&self) -> usize {
        self.0.account.taken()
    }

    /// Who still holds these flights, and this one.
    pub(super) fn watched(
        &self,
        key: FlightKey,
    ) -> (impl Fn() -> usize + use<>, impl Fn() -> usize + use<>) {
        let all = Arc::downgrade(&self.0);
        let one = locked(&self.0.map).get(&key).map(Arc::downgrade).unwrap_or_default();
        (move || all.strong_count(), move || one.strong_count())
    }
}
