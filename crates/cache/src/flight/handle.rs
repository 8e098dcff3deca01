//! A flight, for those who take part in it.

use std::sync::Arc;
use std::task::Waker;

use super::flights::{Flight, Flights};
use super::state::State;
use super::sync::locked;

/// A flight, for those who take part in it.
pub(super) struct Handle {
    flights: Flights,
    flight: Arc<Flight>,
}

impl Handle {
    pub(super) fn new(flights: Flights, flight: Arc<Flight>) -> Self {
        Self { flights, flight }
    }

    /// Changes the state, and then, without its lock, does what follows: a flight that was closed leaves
    /// the map, and whoever waits for the news is woken.
    pub(super) fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
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
