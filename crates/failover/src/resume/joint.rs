//! Where another answer meets what the caller has.

use osier_core::{Error, ErrorKind, Event};

use super::MOST_CHOICES;
use super::addition::{Addition, Piece};
use super::awaited::{Awaited, Share};
use super::rewrite::rewrite;
use super::spoken::Spoken;
use super::transcript::{Identity, Transcript};

/// Joins another answer to what the caller has: what is there already is compared and suppressed, the
/// rest is passed on as if it came from the first.
pub(crate) struct Joint {
    choices: Vec<Awaited>,
    identity: Option<Identity>,
}

/// What an event brings the caller.
#[derive(Debug)]
pub(crate) enum Joined {
    /// Nothing that was not there.
    Nothing,
    /// All of it, or the rest of it.
    Event(Event),
}

/// It is not the same answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Differs;

impl Joint {
    /// For an answer from its beginning.
    pub(super) fn repeating(said: &Transcript) -> Self {
        let choices = said.choices.iter().cloned().map(Awaited::new).collect();
        Self { choices, identity: said.identity.clone() }
    }

    /// For an answer that goes on with a choice, and begins with `text`, which the caller has too.
    pub(super) fn following(said: &Transcript, choice: &Spoken, text: &str) -> Self {
        let rest = Spoken::ending_with(choice.index, text);
        Self { choices: vec![Awaited::new(rest)], identity: said.identity.clone() }
    }

    /// What the next event brings. After a difference there is nothing more to ask.
    pub(crate) fn join(&mut self, event: &Event) -> Result<Joined, Differs> {
        let addition = Addition::read(event.data()).ok_or(Differs)?;
        let was_caught_up = self.is_caught_up();
        let pieces = addition.pieces().iter();
        let shares = pieces.map(|piece| self.hear(piece)).collect::<Result<Vec<_>, _>>()?;
        let is_new = |share: &Share| matches!(share, Share::New(_));
        // What an answer cost may come with a finish that the caller has.
        let brings_cost =
            || event.has_usage() && shares.iter().all(|share| !matches!(share, Share::Known));
        let stands_alone = shares.is_empty() && was_caught_up;
        if shares.iter().any(is_new) || stands_alone || brings_cost() {
            let event = rewrite(event, &shares, self.identity.as_ref()).ok_or(Differs)?;
            return Ok(Joined::Event(event));
        }
        Ok(Joined::Nothing)
    }

    /// What the end of the answer brings: nothing, if all that the caller has came again and each choice
    /// has its finish.
    pub(crate) fn at_end(&mut self) -> Result<(), Differs> {
        if self.choices.iter().all(Awaited::has_finished) { Ok(()) } else { Err(Differs) }
    }

    /// Whether everything that the caller has came again. From here on the answer is the caller's.
    pub(crate) fn is_caught_up(&self) -> bool {
        self.choices.iter().all(Awaited::is_caught_up)
    }

    fn hear(&mut self, piece: &Piece<'_>) -> Result<Share, Differs> {
        let index = piece.choice();
        let place = self.choices.iter().position(|choice| choice.index() == index);
        let place = place.unwrap_or(self.choices.len());
        if place == self.choices.len() && place < MOST_CHOICES {
            self.choices.push(Awaited::new(Spoken::new(index)));
        }
        self.choices.get_mut(place).ok_or(Differs)?.hear(piece)
    }
}

impl From<Differs> for Error {
    fn from(_: Differs) -> Self {
        let note = "the answer broke off, and was not the same when it was asked again";
        Self::new(ErrorKind::Cut).with_note(note)
    }
}
