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
mod answer;
mod flights;
mod handle;
mod log;
mod pilot;
mod seat;
mod seats;
mod state;
mod sync;
#[cfg(test)]
#[cfg(not(loom))]
mod tests;

use osier_core::{CacheKey, Priority};

pub(crate) use flights::Flights;
pub(crate) use pilot::{Landed, Pilot};
pub(crate) use seat::Seat;

/// What is asked: whoever asks the same shares a flight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct FlightKey {
    /// The request.
    pub(crate) key: CacheKey,
    /// Whether the answer is to be streamed: those who wait for the whole of one, and those who watch
    /// it come, do not ask for the same.
    pub(crate) stream: bool,
    /// Whether what it costs is to be told at the end of a stream.
    pub(crate) usage: bool,
    /// Whether the answer is also for those who ask between its end and when the pilot is dropped. They
    /// can have it who would take it out of a store; whoever asks again to hear something else cannot.
    pub(crate) lasting: bool,
    /// How many attempts the call may have, and how soon it is turned away: nobody fails because
    /// somebody else had less.
    pub(crate) attempts: u32,
    pub(crate) priority: Priority,
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
    /// 1,024 flights, as many as requests are admitted by default; 4 MiB each, which is ten thousand
    /// events or so, and tens of milliseconds to put together; 64 MiB together.
    fn default() -> Self {
        Self { flights: 1024, log: 4 << 20, logs: 64 << 20 }
    }
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
