//! What is known of one flight, and how it changes. Nothing in here waits, wakes or locks.

use std::sync::Arc;
use std::task::Waker;

use osier_core::{Error, Event};

use super::account::Account;
use super::answer::Answer;
use super::log::Log;
use super::seats::Seats;

/// The state of one flight, always behind its lock.
pub(super) struct State {
    /// Whether those who ask now may come aboard.
    open: bool,
    /// Whether it flies on with nobody aboard.
    unmanned: bool,
    /// Whether it can still be joined once it has ended.
    lasting: bool,
    answer: Option<Answer>,
    log: Log,
    /// How it ended, once it has.
    end: Option<Result<(), Error>>,
    seats: Seats,
    pilot: Option<Waker>,
    /// Who is to be woken once the lock is free.
    due: Vec<Waker>,
}

impl State {
    pub(super) fn new(
        unmanned: bool,
        lasting: bool,
        log_limit: usize,
        account: Arc<Account>,
    ) -> Self {
        Self {
            open: true,
            unmanned,
            lasting,
            answer: None,
            log: Log::new(log_limit, account),
            end: None,
            seats: Seats::default(),
            pilot: None,
            due: Vec::new(),
        }
    }

    pub(super) fn is_open(&self) -> bool {
        self.open
    }

    #[cfg(test)]
    pub(super) fn aboard(&self) -> usize {
        self.seats.len()
    }

    pub(super) fn take_due(&mut self) -> Vec<Waker> {
        std::mem::take(&mut self.due)
    }

    /// Takes one more aboard, unless it is too late for that.
    pub(super) fn join(&mut self) -> Option<u64> {
        self.open.then(|| self.seats.take())
    }

    /// One who stands at this position leaves. The last one ends the flight. What woke them is to be
    /// dropped without any lock, here and wherever a waker is returned: a task may go with it.
    pub(super) fn leave(&mut self, number: u64, position: usize) -> Option<Waker> {
        let waker = self.seats.leave(number, position);
        self.end_if_abandoned();
        self.let_go();
        waker
    }

    /// What answers; `None` as long as that is not known.
    pub(super) fn answer(&self) -> Option<Result<Answer, Error>> {
        match (&self.answer, &self.end) {
            (Some(answer), _) => Some(Ok(answer.clone())),
            (None, Some(Err(error))) => Some(Err(error.shared())),
            (None, _) => None,
        }
    }

    /// What stands at this position, for one who then stands behind it: an event, or the end; `None` as
    /// long as it has not come.
    pub(super) fn read(&mut self, position: usize) -> Option<Option<Result<Event, Error>>> {
        let Some(event) = self.log.get(position).cloned() else {
            let end = self.end.as_ref()?;
            return Some(end.as_ref().err().map(|error| Err(error.shared())));
        };
        self.seats.advance(position);
        self.let_go();
        Some(Some(Ok(event)))
    }

    /// Has this one woken at the next news.
    pub(super) fn wait(&mut self, number: u64, waker: &Waker) -> Option<Waker> {
        self.seats.wait(number, waker)
    }

    /// Nobody is waiting for it any more.
    pub(super) fn is_abandoned(&self) -> bool {
        !self.unmanned && self.seats.len() == 0
    }

    /// Has the pilot woken when everybody has left, or somebody has read on.
    pub(super) fn wait_as_pilot(&mut self, waker: &Waker) -> Option<Waker> {
        match &self.pilot {
            Some(known) if known.will_wake(waker) => None,
            _ => self.pilot.replace(waker.clone()),
        }
    }

    /// The head has come, or a whole answer, which is its own end.
    pub(super) fn begin(&mut self, answer: Answer) {
        let is_whole = matches!(answer, Answer::Whole(..));
        self.answer = Some(answer);
        if is_whole {
            self.end_well();
        }
        self.tell();
    }

    /// An event has come; it is given back if somebody must read on first.
    pub(super) fn push(&mut self, event: Event) -> Result<(), Event> {
        let pushed = self.log.push(event).or_else(|event| {
            self.stop_keeping();
            self.log.push(event)
        });
        if pushed.is_ok() {
            self.tell();
        }
        pushed
    }

    /// Nothing more comes. All events, if they are still here: not those of a stream that was too long, nor
    /// of one that everybody left while its last event came.
    pub(super) fn end(&mut self) -> Option<Vec<Event>> {
        let events = self.log.all();
        self.end_well();
        self.tell();
        events
    }

    fn end_well(&mut self) {
        self.end = Some(Ok(()));
        if !self.lasting {
            self.close();
        }
    }

    /// It failed. Whoever sees that and asks again does not meet it here once more.
    pub(super) fn fail(&mut self, error: Error) {
        self.end = Some(Err(error));
        self.tell();
        self.close();
    }

    /// Nobody comes aboard any more, and nothing more comes. What woke the pilot is to be dropped without
    /// any lock.
    pub(super) fn finish(&mut self) -> Option<Waker> {
        if self.end.is_none() {
            self.fail(Answer::lost(self.answer.as_ref()));
        }
        self.close();
        self.pilot.take()
    }

    pub(super) fn is_kept(&self) -> bool {
        self.log.is_whole()
    }

    fn stop_keeping(&mut self) {
        self.log.stop_keeping();
        self.unmanned = false;
        self.close();
        self.end_if_abandoned();
    }

    fn end_if_abandoned(&mut self) {
        if self.end.is_none() && self.is_abandoned() {
            self.open = false;
            self.due.extend(self.pilot.take());
        }
    }

    fn close(&mut self) {
        self.open = false;
        self.let_go();
    }

    /// What everybody aboard has read is of no use once nobody joins.
    fn let_go(&mut self) {
        if !self.open && self.log.forget(self.seats.hindmost()) {
            self.due.extend(self.pilot.take());
        }
    }

    fn tell(&mut self) {
        self.due.extend(self.seats.take_wakers());
    }
}
