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
    asked: Asked,
}

/// What the other answer was asked for.
#[derive(Clone, Copy, Debug)]
enum Asked {
    /// The same again.
    Again,
    /// To go on with what was said, which has at least so many tokens.
    ToGoOn { said: u64 },
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
pub(super) struct Differs;

/// It ended before it was whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unfinished;

impl Joint {
    /// For an answer from its beginning.
    pub(super) fn repeating(said: &Transcript) -> Self {
        let choices = said.choices.iter().cloned().map(Awaited::new).collect();
        Self { choices, identity: said.identity.clone(), asked: Asked::Again }
    }

    /// For an answer that goes on with a choice, and begins with `text`, which the caller has too.
    pub(super) fn following(said: &Transcript, choice: &Spoken, text: &str) -> Self {
        let rest = Spoken::ending_with(choice.index, text);
        let asked = Asked::ToGoOn { said: choice.least_tokens() };
        Self { choices: vec![Awaited::new(rest)], identity: said.identity.clone(), asked }
    }

    /// What the next event brings. After a difference there is nothing more to ask.
    pub(super) fn join(&mut self, event: &Event) -> Result<Joined, Differs> {
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
            let event =
                rewrite(event, &shares, self.identity.as_ref(), self.moved()).ok_or(Differs)?;
            return Ok(Joined::Event(event));
        }
        Ok(Joined::Nothing)
    }

    /// What the end of the answer brings: nothing, if all that the caller has came again and each choice
    /// has its finish.
    pub(super) fn at_end(&self) -> Result<(), Unfinished> {
        if self.choices.iter().all(Awaited::has_finished) { Ok(()) } else { Err(Unfinished) }
    }

    /// Whether everything that the caller has came again. From here on the answer is the caller's.
    pub(crate) fn is_caught_up(&self) -> bool {
        self.choices.iter().all(Awaited::is_caught_up)
    }

    /// The last item of an answer that is not the same.
    pub(super) fn differs(&self) -> Error {
        cut(match self.asked {
            Asked::Again => "and was not the same when it was asked again",
            Asked::ToGoOn { .. } => "and was not gone on with where it broke off",
        })
    }

    /// The last item of an answer that ended before it was whole.
    pub(super) fn unfinished(&self) -> Error {
        cut(match self.asked {
            Asked::Again => "and broke off again when it was asked again",
            Asked::ToGoOn { .. } => "and broke off again when it was gone on with",
        })
    }

    /// The tokens that another request wrote.
    fn moved(&self) -> u64 {
        match self.asked {
            Asked::Again => 0,
            Asked::ToGoOn { said } => said,
        }
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

fn cut(how: &str) -> Error {
    Error::new(ErrorKind::Cut).with_note(format!("the answer broke off, {how}"))
}
