//! Which tool call a piece belongs to. Servers leave out numbers, use one number for several calls,
//! or repeat in every piece what belongs to the first.

use osier_core::Error;

use super::malformed;
use super::skim::Piece;
use crate::parts::Identities;

/// The most calls that are kept apart in one answer; models make a few.
const MAX_CALLS: usize = 1024;

/// As much of an identity or a name as is remembered, in bytes: enough to know it again.
const MAX_REMEMBERED: usize = 256;

/// The calls of an answer, in the order of their beginning.
pub(super) struct Calls {
    begun: Vec<Call>,
    identities: Identities,
}

struct Call {
    choice: u32,
    /// The number the server gave it.
    sent: Option<u32>,
    /// The number the client sees.
    index: u32,
    /// What the server calls it; empty if it does not.
    id: String,
    /// Whether the client knows it by an identity made here.
    renamed: bool,
    name: String,
}

/// Where a piece belongs, and what of it the client has already.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) index: u32,
    pub(super) knows_id: bool,
    pub(super) knows_name: bool,
    /// The identity of a call that begins without one.
    pub(super) made_id: Option<String>,
}

impl Place {
    /// Whether the piece is right as the server sent it.
    pub(super) fn is_as_sent(&self, piece: &Piece<'_>) -> bool {
        let known = self.knows_id || self.knows_name;
        piece.index == Some(self.index) && !known && self.made_id.is_none()
    }
}

impl Calls {
    pub(super) fn new(identities: Identities) -> Self {
        Self { begun: Vec::new(), identities }
    }

    /// Finds the call of a piece, or begins one.
    pub(super) fn place(&mut self, piece: &Piece<'_>) -> Result<Place, Error> {
        match self.begun.iter_mut().rev().find(|call| call.takes(piece)) {
            Some(call) if call.fits(piece) => Ok(call.add(piece)),
            _ => self.begin(piece),
        }
    }

    fn begin(&mut self, piece: &Piece<'_>) -> Result<Place, Error> {
        if self.begun.len() >= MAX_CALLS {
            return Err(malformed("more tool calls than any model makes"));
        }
        let index = self.free_index(piece);
        let made_id = piece.id.is_none().then(|| self.identities.make());
        self.begun.push(Call {
            choice: piece.choice,
            sent: piece.index,
            index,
            id: remembered(piece.id.unwrap_or_default()).to_owned(),
            renamed: made_id.is_some(),
            name: remembered(piece.name.unwrap_or_default()).to_owned(),
        });
        Ok(Place { index, knows_id: false, knows_name: false, made_id })
    }

    /// The number the server gave if no other call has it, else the next.
    fn free_index(&self, piece: &Piece<'_>) -> u32 {
        let taken =
            || self.begun.iter().filter(|call| call.choice == piece.choice).map(|c| c.index);
        match piece.index {
            Some(index) if taken().all(|other| other != index) => index,
            _ => taken().max().map_or(0, |last| last.saturating_add(1)),
        }
    }
}

impl Call {
    /// Whether this is the call to ask, by what the piece names: the number, else the identity, else
    /// the latest call.
    fn takes(&self, piece: &Piece<'_>) -> bool {
        self.choice == piece.choice
            && match (piece.index, piece.id) {
                (Some(_), _) => self.sent == piece.index,
                (None, Some(id)) => self.id == remembered(id),
                (None, None) => true,
            }
    }

    /// Whether the piece continues it: one with another identity begins a call, and so does one with
    /// a name where neither number nor identity says otherwise.
    fn fits(&self, piece: &Piece<'_>) -> bool {
        match (piece.index, piece.id) {
            (_, Some(id)) => self.id.is_empty() || self.id == remembered(id),
            (Some(_), None) => true,
            (None, None) => piece.name.is_none(),
        }
    }

    fn add(&mut self, piece: &Piece<'_>) -> Place {
        let (id, name) = (piece.id.map(remembered), piece.name.map(remembered));
        let knows_id = id.is_some_and(|id| self.renamed || self.id == id);
        let knows_name = name.is_some_and(|name| self.name == name);
        if let Some(id) = id.filter(|id| self.id != *id) {
            id.clone_into(&mut self.id);
        }
        if let Some(name) = name.filter(|_| !knows_name) {
            name.clone_into(&mut self.name);
        }
        Place { index: self.index, knows_id, knows_name, made_id: None }
    }
}

fn remembered(text: &str) -> &str {
    text.get(..text.floor_char_boundary(MAX_REMEMBERED)).unwrap_or_default()
}
