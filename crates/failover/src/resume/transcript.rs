//! What the events of an answer told, put together.

use serde_json::value::RawValue;

use super::MOST_CHOICES;
use super::addition::{Addition, Piece};
use super::spoken::Spoken;

/// The longest text that is followed, in bytes; a longer answer is not resumed. No model writes so much
/// at once.
const MOST_TEXT: usize = 1024 * 1024;

/// What the events of an answer told, put together.
pub(super) struct Transcript {
    /// None if it is lost.
    pub(super) choices: Vec<Spoken>,
    pub(super) identity: Option<Identity>,
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

impl Transcript {
    /// Nothing so far.
    pub(super) fn new() -> Self {
        Self { choices: Vec::new(), identity: None, room: MOST_TEXT, is_lost: false }
    }

    pub(super) fn is_lost(&self) -> bool {
        self.is_lost
    }

    /// Adds the next event, one parse of its JSON.
    pub(super) fn add(&mut self, event: &[u8]) {
        if !self.is_lost && self.try_add(event).is_none() {
            self.is_lost = true;
            self.choices = Vec::new();
        }
    }

    fn try_add(&mut self, event: &[u8]) -> Option<()> {
        let addition = Addition::read(event)?;
        if self.identity.is_none() {
            self.identity = Identity::of(&addition);
        }
        addition.pieces().iter().try_for_each(|piece| self.add_piece(piece))
    }

    fn add_piece(&mut self, piece: &Piece<'_>) -> Option<()> {
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
