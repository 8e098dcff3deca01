//! What one choice must say again.

use super::addition::{Channel, Piece};
use super::joint::Differs;
use super::spoken::Spoken;

/// What one choice must say again, and how far it has come.
pub(super) struct Awaited {
    spoken: Spoken,
    /// Parts that came again.
    parts: usize,
    /// Bytes of the next part that came again.
    bytes: usize,
    has_finished: bool,
}

/// What of a piece is new to the caller.
#[derive(Debug)]
pub(super) enum Share {
    /// Nothing.
    Known,
    /// Nothing, and it is the finish.
    KnownFinish,
    /// All but this.
    New(Omitted),
}

/// What the caller has of a piece that brings something new.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Omitted {
    pub(super) role: bool,
    /// Of its texts, so many bytes from their beginning.
    pub(super) texts: Vec<(Channel, usize)>,
}

impl Awaited {
    pub(super) fn new(spoken: Spoken) -> Self {
        Self { spoken, parts: 0, bytes: 0, has_finished: false }
    }

    pub(super) fn index(&self) -> u32 {
        self.spoken.index
    }

    /// Whether all that the caller has came again, the finish included.
    pub(super) fn is_caught_up(&self) -> bool {
        self.has_said_all() && (self.spoken.finish.is_none() || self.has_finished)
    }

    /// Whether its finish came, which is after everything else.
    pub(super) fn has_finished(&self) -> bool {
        self.has_finished
    }

    /// Compares a piece with what must come next.
    pub(super) fn hear(&mut self, piece: &Piece<'_>) -> Result<Share, Differs> {
        let was_caught_up = self.is_caught_up();
        let mut omitted = Omitted { role: self.hear_role(piece), texts: Vec::new() };
        let mut is_new = false;
        for (channel, text) in piece.texts() {
            let known = self.repeat(channel, text)?;
            is_new |= known < text.len();
            if known > 0 {
                omitted.texts.push((channel, known));
            }
        }
        is_new |= piece.has_other();
        // Nothing new may come before all that is known, nor after a finish.
        if is_new && !(self.has_said_all() && self.spoken.finish.is_none()) {
            return Err(Differs);
        }
        let known_finish = self.hear_finish(piece)?;
        if known_finish == Some(true) {
            return Ok(Share::KnownFinish);
        }
        // What is neither text nor finish, such as a remark about the text, is about what came last.
        let is_remark = was_caught_up && !omitted.role && omitted.texts.is_empty();
        let is_new = is_new || known_finish == Some(false) || is_remark;
        Ok(if is_new { Share::New(omitted) } else { Share::Known })
    }

    fn has_said_all(&self) -> bool {
        self.parts == self.spoken.parts.len()
    }

    /// Whether it says who speaks, and the caller knows.
    fn hear_role(&mut self, piece: &Piece<'_>) -> bool {
        let is_known = piece.has_role() && self.spoken.has_begun;
        self.spoken.has_begun |= piece.has_role();
        is_known
    }

    /// How many bytes of a text the caller has.
    fn repeat(&mut self, channel: Channel, text: &str) -> Result<usize, Differs> {
        let mut left = text;
        while let Some(part) = self.spoken.parts.get(self.parts).filter(|_| !left.is_empty()) {
            let rest = part.text.get(self.bytes..).filter(|_| part.channel == channel);
            let rest = rest.ok_or(Differs)?;
            if let Some(more) = left.strip_prefix(rest) {
                left = more;
                self.parts += 1;
                self.bytes = 0;
            } else if rest.starts_with(left) {
                self.bytes += left.len();
                left = "";
            } else {
                return Err(Differs);
            }
        }
        Ok(text.len() - left.len())
    }

    /// Whether the caller has the finish; `None` if there is none.
    fn hear_finish(&mut self, piece: &Piece<'_>) -> Result<Option<bool>, Differs> {
        let Some(finish) = piece.finish() else {
            return Ok(None);
        };
        let known = self.spoken.finish.replace(finish);
        if !self.has_said_all() || known.is_some_and(|known| known != finish) {
            return Err(Differs);
        }
        self.has_finished = true;
        Ok(Some(known.is_some()))
    }
}
