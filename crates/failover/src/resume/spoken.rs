//! What the caller has of one choice.

use osier_core::{FinishReason, least_tokens};

use super::addition::{Channel, Piece};

/// What a change of channel counts for besides its text, in bytes.
const PART: usize = 64;

/// What the caller has of one choice.
#[derive(Clone, Default)]
pub(super) struct Spoken {
    pub(super) index: u32,
    /// Texts in the order in which they came; neighbours are of different channels.
    pub(super) parts: Vec<Part>,
    /// Whether the caller was told who speaks, or heard something.
    pub(super) has_begun: bool,
    pub(super) finish: Option<FinishReason>,
    /// Events that brought text.
    events: u64,
    /// Those up to the last that brought more than white space.
    worded: u64,
}

/// A text of one channel.
#[derive(Clone)]
pub(super) struct Part {
    pub(super) channel: Channel,
    pub(super) text: String,
}

impl Spoken {
    pub(super) fn new(index: u32) -> Self {
        Self { index, ..Self::default() }
    }

    /// A choice that has begun, of which this text is all that must come again.
    pub(super) fn ending_with(index: u32, text: &str) -> Self {
        let mut spoken = Self { index, has_begun: true, ..Self::default() };
        if !text.is_empty() {
            spoken.say(Channel::Content, text);
        }
        spoken
    }

    /// Adds a piece, and tells how many bytes that takes.
    pub(super) fn add(&mut self, piece: &Piece<'_>) -> usize {
        self.has_begun |= piece.has_role();
        self.finish = self.finish.or(piece.finish());
        self.events += u64::from(piece.texts().next().is_some());
        if piece.texts().any(|(_, text)| !text.trim_end().is_empty()) {
            self.worded = self.events;
        }
        piece.texts().map(|(channel, text)| self.say(channel, text)).sum()
    }

    /// The fewest tokens that were spent on what it said, up to its last word: none of the events had less
    /// than one, and the words have as many as any tokenizer makes of them at least.
    pub(super) fn least_tokens(&self) -> u64 {
        let words = self.parts.iter().map(|part| least_tokens(&part.text)).sum();
        self.worded.max(words)
    }

    /// All of it, if it is the beginning of an answer in plain text.
    pub(super) fn plain_text(&self) -> Option<&str> {
        match &self.parts[..] {
            [Part { channel: Channel::Content, text }] if self.finish.is_none() => Some(text),
            _ => None,
        }
    }

    fn say(&mut self, channel: Channel, text: &str) -> usize {
        self.has_begun = true;
        match self.parts.last_mut().filter(|part| part.channel == channel) {
            Some(part) => {
                part.text.push_str(text);
                text.len()
            }
            None => {
                self.parts.push(Part { channel, text: text.to_owned() });
                text.len() + PART
            }
        }
    }
}
