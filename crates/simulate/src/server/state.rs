//! What the connections of one server share.

use std::sync::atomic::AtomicU64;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use osier_core::{Deadline, Secret, SharedClock, Sleep};

use super::incoming::Incoming;
use super::respond::key_of;
use super::seen::Log;
use crate::dialect::Dialect;
use crate::script::{Fault, Script, Step};

pub(super) struct State {
    pub(super) dialect: Dialect,
    pub(super) clock: SharedClock,
    pub(super) started: Instant,
    pub(super) models: Vec<String>,
    pub(super) key: Mutex<Option<Secret>>,
    pub(super) log: Log,
    /// How many connections were taken.
    pub(super) connections: AtomicU64,
    pub(super) play: Mutex<Play>,
}

/// The script, how many chats there were, and how many of them before the script was set.
#[derive(Debug, Default)]
pub(super) struct Play {
    pub(super) script: Script,
    pub(super) chats: u64,
    pub(super) before: u64,
}

impl State {
    /// Resolves after this span, however long it is.
    pub(super) fn pause(&self, span: Duration) -> Sleep {
        let until = Deadline::after(self.clock.now(), span);
        self.clock.sleep_until(until.moment())
    }

    /// From the start of the server until now.
    pub(super) fn age(&self) -> Duration {
        self.clock.now().saturating_duration_since(self.started)
    }

    pub(super) fn set_script(&self, script: Script) {
        let mut play = self.play();
        play.before = play.chats;
        play.script = script;
    }

    pub(super) fn set_key(&self, key: Option<Secret>) {
        *self.key.lock().unwrap_or_else(PoisonError::into_inner) = key;
    }

    /// The number of the next chat, and its step.
    pub(super) fn next_step(&self) -> (u64, Step) {
        let mut play = self.play();
        play.chats += 1;
        let step = play.script.step(play.chats - play.before).into_owned();
        (play.chats, step)
    }

    pub(super) fn probe_fault(&self) -> Option<Fault> {
        self.play().script.probe_fault().cloned()
    }

    pub(super) fn chats(&self) -> u64 {
        self.play().chats
    }

    pub(super) fn lets_in(&self, incoming: &Incoming) -> bool {
        match &*self.key.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(key) => key_of(self.dialect, incoming) == Some(key.reveal()),
            None => true,
        }
    }

    fn play(&self) -> MutexGuard<'_, Play> {
        self.play.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
