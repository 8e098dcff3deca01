//! What the caller of a streamed answer already has.

use osier_core::{Event, Request};

use super::finishes::Finishes;
use super::kept::Kept;
use super::transcript::Transcript;
use super::{prefill, restart};
use crate::ResumeSettings;

/// What the caller of a streamed answer already has.
///
/// Few answers break off, so events are kept as they came, in little room, and read when the answer
/// breaks off; those of a long answer before, many at a time, because their text takes the least room.
pub(crate) struct Said {
    /// The latest events, unread.
    kept: Kept,
    /// What those before them told.
    transcript: Transcript,
    finishes: Finishes,
}

impl Said {
    /// Nothing so far. `None` if no answer to this request could ever be resumed, so that nothing needs to
    /// be followed.
    pub(crate) fn follow(
        request: &Request,
        settings: ResumeSettings,
        route_can_prefill: bool,
    ) -> Option<Self> {
        let prefills = settings.prefill && route_can_prefill && prefill::is_possible(request);
        let restarts = restart::is_possible(request, settings.restart);
        (prefills || restarts).then(|| Self {
            kept: Kept::default(),
            transcript: Transcript::new(),
            finishes: Finishes::of(request),
        })
    }

    /// Notes an event that was passed on.
    pub(crate) fn note(&mut self, event: &Event) {
        self.finishes.note(event);
        if self.transcript.is_lost() || self.kept.keep(event.data()) {
            return;
        }
        self.read();
        if !self.kept.keep(event.data()) {
            self.transcript.add(event.data());
        }
    }

    /// Whether there is nothing left to go on with: each choice has its finish.
    pub(crate) fn is_whole(&self) -> bool {
        self.finishes.is_whole()
    }

    /// What was told so far; `None` if there is nothing to go on with, or if it cannot be compared.
    pub(super) fn open(&mut self) -> Option<&Transcript> {
        self.read();
        (!self.is_whole() && !self.transcript.is_lost()).then_some(&self.transcript)
    }

    /// Reads what is kept.
    fn read(&mut self) {
        let Self { kept, transcript, .. } = self;
        kept.drain(|event| transcript.add(event));
    }
}
