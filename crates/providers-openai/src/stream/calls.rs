//! Which tool call a piece belongs to. Servers leave out numbers, use one number for several calls,
//! or repeat in every piece what belongs to the first.

use osier_core::Error;

use super::malformed;
use super::skim::Piece;

/// The most calls that are kept apart in one answer; models make a few.
const MAX_CALLS: usize = 1024;

/// The calls of an answer, in the order of their beginning.
#[derive(Default)]
pub(super) struct Calls(Vec<Call>);

struct Call {
    choice: u32,
    /// The number the server gave it.
    sent: Option<u32>,
    /// The number the client sees.
    index: u32,
    id: String,
    name: String,
}

/// Where a piece belongs, and what of it the client has already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) index: u32,
    pub(super) knows_id: bool,
    pub(super) knows_name: bool,
}

impl Place {
    /// Whether the piece is right as the server sent it.
    pub(super) fn is_as_sent(self, piece: &Piece<'_>) -> bool {
        piece.index == Some(self.index) && !self.knows_id && !self.knows_name
    }
}

impl Calls {
    /// Finds the call of a piece, or begins one.
    pub(super) fn place(&mut self, piece: &Piece<'_>) -> Result<Place, Error> {
        match self.0.iter_mut().rev().find(|call| call.takes(piece)) {
            Some(call) if call.fits(piece) => Ok(call.add(piece)),
            _ => self.begin(piece),
        }
    }

    fn begin(&mut self, piece: &Piece<'_>) -> Result<Place, Error> {
        if self.0.len() >= MAX_CALLS {
            return Err(malformed("more tool calls than any model makes"));
        }
        let index = self.free_index(piece);
        self.0.push(Call {
            choice: piece.choice,
            sent: piece.index,
            index,
            id: piece.id.unwrap_or_default().to_owned(),
            name: piece.name.unwrap_or_default().to_owned(),
        });
        Ok(Place { index, knows_id: false, knows_name: false })
    }

    /// The number the server gave if no other call has it, else the next.
    fn free_index(&self, piece: &Piece<'_>) -> u32 {
        let taken = || self.0.iter().filter(|call| call.choice == piece.choice).map(|c| c.index);
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
                (None, Some(id)) => self.id == id,
                (None, None) => true,
            }
    }

    /// Whether the piece continues it: one with another identity begins a call, and so does one with
    /// a name where neither number nor identity says otherwise.
    fn fits(&self, piece: &Piece<'_>) -> bool {
        match (piece.index, piece.id) {
            (_, Some(id)) => self.id.is_empty() || self.id == id,
            (Some(_), None) => true,
            (None, None) => piece.name.is_none(),
        }
    }

    fn add(&mut self, piece: &Piece<'_>) -> Place {
        let knows_id = piece.id.is_some_and(|id| self.id == id);
        let knows_name = piece.name.is_some_and(|name| self.name == name);
        if let Some(id) = piece.id.filter(|_| !knows_id) {
            id.clone_into(&mut self.id);
        }
        if let Some(name) = piece.name.filter(|_| !knows_name) {
            name.clone_into(&mut self.name);
        }
        Place { index: self.index, knows_id, knows_name }
    }
}
