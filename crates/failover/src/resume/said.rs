//! What the caller of a streamed answer already has.

use osier_core::{Event, Request};
use serde_json::value::RawValue;

use super::addition::{Addition, Piece};
use super::spoken::Spoken;
use super::{MOST_CHOICES, prefill, restart};
use crate::ResumeSettings;

/// The longest text that is followed, in bytes; a longer answer is not resumed. No model writes so much
/// at once.
const MOST_TEXT: usize = 1024 * 1024;

/// What the caller of a streamed answer already has.
pub(crate) struct Said {
    /// None if it is lost.
    pub(super) choices: Vec<Spoken>,
    pub(super) identity: Option<Identity>,
    /// Events with content.
    pub(super) pieces: u64,
    /// Choices that were asked for.
    wanted: usize,
    /// Bytes of text that may still come.
    room: usize,
    /// Whether anything came that cannot be compared, or too much.
    is_lost: bool,
}

/// What the events of one answer have in common, as they wrote it.
#[derive(Clone)]
pub(super) struct Identity {
    pub(super) id: Box<RawValue>,
    pub(super) created: Option<Box<RawValue>>,
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
            choices: Vec::new(),
            identity: None,
            pieces: 0,
            wanted: wanted(request),
            room: MOST_TEXT,
            is_lost: false,
        })
    }

    /// Notes an event that was passed on.
    pub(crate) fn note(&mut self, event: &Event) {
        if !self.is_lost && self.try_note(event).is_none() {
            self.is_lost = true;
            self.choices = Vec::new();
        }
    }

    /// Whether the caller has all that can be compared of the answer: each choice, to its finish. Then
    /// there is nothing to go on with, and the answer may as well end.
    pub(crate) fn is_whole(&self) -> bool {
        !self.is_lost
            && self.choices.len() >= self.wanted
            && self.choices.iter().all(|choice| choice.finish.is_some())
    }

    /// Whether there is something to go on with.
    pub(super) fn is_open(&self) -> bool {
        !self.is_lost && !self.is_whole()
    }

    fn try_note(&mut self, event: &Event) -> Option<()> {
        let addition = Addition::read(event)?;
        self.pieces += u64::from(event.is_content());
        if self.identity.is_none() {
            self.identity = Identity::of(&addition);
        }
        addition.pieces().iter().try_for_each(|piece| self.add(piece))
    }

    fn add(&mut self, piece: &Piece<'_>) -> Option<()> {
        if piece.has_other() {
            return None;
        }
        let taken = self.choice(piece.choice())?.add(piece);
        self.room = self.room.checked_sub(taken)?;
        Some(())
    }

    fn choice(&mut self, index: u32) -> Option<&mut Spoken> {
        let place = self.choices.iter().position(|choice| choice.index == index);
        let place = place.unwrap_or(self.choices.len());
        if place == self.choices.len() && place < MOST_CHOICES {
            self.choices.push(Spoken::new(index));
        }
        self.choices.get_mut(place)
    }
}

impl Identity {
    /// Some servers send an event before the answer that has no name yet.
    fn of(addition: &Addition<'_>) -> Option<Self> {
        let id = addition.id.filter(|id| !matches!(id.get(), "\"\"" | "null"))?;
        Some(Self { id: id.to_owned(), created: addition.created.map(ToOwned::to_owned) })
    }
}

/// How many choices a request asks for.
pub(super) fn wanted(request: &Request) -> usize {
    let asked = request.read::<u32>("n").ok().flatten().unwrap_or(1);
    usize::try_from(asked).unwrap_or(usize::MAX)
}
