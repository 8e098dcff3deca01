//! Turns that alternate, from messages that need not.

use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};

use super::content::{Block, trim_end};

/// Who takes a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Speaker {
    User,
    Assistant,
}

/// A turn: what one side says before the other does.
pub(super) struct Turn<'a> {
    pub(super) speaker: Speaker,
    /// They stand first in a turn, wherever they came.
    results: Vec<Block<'a>>,
    blocks: Vec<Block<'a>>,
}

/// The turns so far.
#[derive(Default)]
pub(super) struct Turns<'a>(Vec<Turn<'a>>);

impl<'a> Turns<'a> {
    /// Adds what a side says to its turn, or begins its turn. Nothing said begins none.
    pub(super) fn say(&mut self, speaker: Speaker, blocks: Vec<Block<'a>>) {
        if !blocks.is_empty() {
            self.turn_of(speaker).blocks.extend(blocks);
        }
    }

    /// Adds the result of a tool to the user's turn.
    pub(super) fn give_result(&mut self, result: Block<'a>) {
        self.turn_of(Speaker::User).results.push(result);
    }

    /// All of them. Words of the assistant at the very end are the beginning of the answer, and the
    /// provider takes none that end in white space.
    pub(super) fn into_list(mut self) -> Vec<Turn<'a>> {
        if let Some(last) = self.0.last_mut().filter(|last| last.speaker == Speaker::Assistant) {
            last.blocks.last_mut().map(trim_end);
        }
        self.0
    }

    fn turn_of(&mut self, speaker: Speaker) -> &mut Turn<'a> {
        let open = self.0.pop_if(|last| last.speaker == speaker);
        self.0.push_mut(open.unwrap_or_else(|| Turn::begin(speaker)))
    }
}

impl Turn<'_> {
    fn begin(speaker: Speaker) -> Self {
        Self { speaker, results: Vec::new(), blocks: Vec::new() }
    }
}

impl Serialize for Turn<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let content: Vec<&Block<'_>> = self.results.iter().chain(&self.blocks).collect();
        let mut turn = serializer.serialize_struct("Turn", 2)?;
        turn.serialize_field("role", &self.speaker)?;
        turn.serialize_field("content", &content)?;
        turn.end()
    }
}
