//! One call for all who ask the same at the same time.
//!
//! A flight is one call under way. Whoever asks the same boards it: all get the same answer, streams
//! from their beginning, however late they joined. It flies as long as somebody is aboard.
//!
//! There is no runtime in here: futures, wakers, and state behind locks, so that a model checker can
//! try every interleaving. Two kinds of locks, that of the map and one for each flight, are only ever
//! taken in this order, and nobody is woken under either. Whether a flight can be boarded is decided
//! under its own lock, in the same step as whatever ends that; it leaves the map right after, and
//! whoever finds it there in between begins a new one in its place.

mod account;
mod log;
mod pilot;
mod seat;
mod seats;
mod state;
mod sync;
#[cfg(test)]
#[cfg(not(loom))]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;
use std::task::Waker;

use osier_core::CacheKey;

use account::Account;
pub(crate) use pilot::{Landed, Pilot};
pub(crate) use seat::Seat;
use state::State;
use sync::{Mutex, MutexGuard, locked};

/// What is asked: whoever asks the same shares a flight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct FlightKey {
    /// The request.
    pub(crate) key: CacheKey,
    /// Whether the answer is to be streamed: those who wait for the whole of one, and those who watch
    /// it come, do not ask for the same.
    pub(crate) stream: bool,
}

/// How much is shared. Beyond it everybody is answered as well, but by a call of their own.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Flights at once.
    pub(crate) flights: usize,
    /// Bytes that one flight keeps of its events.
    pub(crate) log: usize,
    /// Bytes that all flights keep of their events together.
    pub(crate) logs: usize,
}

impl Default for Limits {
    /// 1,024 flights, as many as requests are admitted by default; 4 MiB each, which no text reaches;
    /// 64 MiB together.
    fn default() -> Self {
        Self { flights: 1024, log: 4 << 20, logs: 64 << 20 }
    }
}

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

struct Flight {
    key: FlightKey,
    state: Mutex<State>,
}

/// How it went to board.
pub(crate) enum Boarded {
    /// Nobody had asked yet: whoever boards first has the call made, by handing the pilot to a task.
    First(Seat, Pilot),
    /// Somebody had: what comes is for both.
    Joined(Seat),
    /// There are as many flights as there may be.
    Full,
}

/// A flight, for those who take part in it.
struct Handle {
    flights: Flights,
    flight: Arc<Flight>,
}

impl Flights {
    pub(crate) fn new(limits: Limits) -> Self {
        let account = Arc::new(Account::new(limits.logs));
        Self(Arc::new(Inner { limits, account, map: Mutex::default() }))
    }

    /// Joins the flight that is under way, or begins one.
    pub(crate) fn board(&self, key: FlightKey) -> Boarded {
        let map = locked(&self.0.map);
        if let Some(flight) = map.get(&key)
            && let Some(number) = locked(&flight.state).join()
        {
            return Boarded::Joined(Seat::new(self.handle(flight), number));
        }
        let mut state = self.state(false);
        match (state.join(), self.begin(map, key, state)) {
            (Some(number), Some((seat, pilot))) => {
                Boarded::First(Seat::new(seat, number), Pilot::new(pilot))
            }
            _ => Boarded::Full,
        }
    }

    /// Begins a flight that nobody else can join.
    pub(crate) fn alone(&self, key: FlightKey) -> Boarded {
        let mut state = self.state(false);
        let Some(number) = state.join() else { return Boarded::Full };
        let flight = Arc::new(Flight { key, state: Mutex::new(state) });
        Boarded::First(Seat::new(self.handle(&flight), number), Pilot::new(self.handle(&flight)))
    }

    /// Begins a flight that nobody waits for, and that flies on without anybody aboard. `None` if one is
    /// under way, or if there are as many as there may be.
    pub(crate) fn begin_empty(&self, key: FlightKey) -> Option<Pilot> {
        let map = locked(&self.0.map);
        if map.get(&key).is_some_and(|flight| locked(&flight.state).is_open()) {
            return None;
        }
        let (_, pilot) = self.begin(map, key, self.state(true))?;
        Some(Pilot::new(pilot))
    }

    /// Puts a flight into the map, in place of one that is over.
    fn begin(
        &self,
        mut map: MutexGuard<'_, Map>,
        key: FlightKey,
        state: State,
    ) -> Option<(Handle, Handle)> {
        if map.len() >= self.0.limits.flights && !map.contains_key(&key) {
            return None;
        }
        let flight = Arc::new(Flight { key, state: Mutex::new(state) });
        let over = map.insert(key, Arc::clone(&flight));
        drop(map); // before the flight that is over: what it holds is not dropped under a lock
        drop(over);
        Some((self.handle(&flight), self.handle(&flight)))
    }

    /// Takes the flight out of the map, unless another one is there in its place.
    fn remove(&self, flight: &Arc<Flight>) {
        let mut map = locked(&self.0.map);
        if map.get(&flight.key).is_some_and(|there| Arc::ptr_eq(there, flight)) {
            map.remove(&flight.key);
        }
    }

    fn state(&self, unmanned: bool) -> State {
        State::new(unmanned, self.0.limits.log, Arc::clone(&self.0.account))
    }

    fn handle(&self, flight: &Arc<Flight>) -> Handle {
        Handle { flights: self.clone(), flight: Arc::clone(flight) }
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
}

impl Handle {
    /// Changes the state, and then, without its lock, does what follows: a flight that was closed leaves
    /// the map, and whoever waits for the news is woken.
    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let mut state = locked(&self.flight.state);
        let was_open = state.is_open();
        let done = change(&mut state);
        let is_closed = was_open && !state.is_open();
        let due = state.take_due();
        drop(state);
        if is_closed {
            self.flights.remove(&self.flight);
        }
        due.into_iter().for_each(Waker::wake);
        done
    }
}
