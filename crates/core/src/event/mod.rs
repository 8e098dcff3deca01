//! One event of a streamed answer: bytes, and what one skim tells of them.

mod finish;
mod skim;
#[cfg(test)]
mod tests;
mod usage;
mod writer;

use std::fmt;

use bytes::Bytes;

pub use finish::FinishReason;
pub(crate) use skim::{forgiving, null_as_default};
pub use usage::Usage;
pub use writer::ChunkWriter;

use crate::chat::{Answer, Choice};
use crate::{Error, ErrorKind};
use skim::Facts;

/// One `chat.completion.chunk`, as JSON bytes.
///
/// ```
/// use osier_core::Event;
///
/// let event = Event::parse(r#"{"choices":[{"index":0,"delta":{"content":"Hi"}}]}"#)?;
/// assert!(event.is_content());
/// assert_eq!(event.text().as_deref(), Some("Hi"));
/// # Ok::<(), osier_core::Error>(())
/// ```
#[derive(Clone)]
pub struct Event {
    data: Bytes,
    facts: Facts,
}

impl Event {
    /// Skims one chunk.
    ///
    /// # Errors
    ///
    /// [`Malformed`](ErrorKind::Malformed) if the bytes are not a JSON object of this shape.
    pub fn parse(data: impl Into<Bytes>) -> Result<Self, Error> {
        let data = data.into();
        match skim::skim(&data) {
            Ok(facts) => Ok(Self { data, facts }),
            Err(error) => Err(not_a_chunk(&error)),
        }
    }

    /// The JSON.
    #[must_use]
    pub fn data(&self) -> &Bytes {
        &self.data
    }

    /// Whether the caller would see something: text, a refusal, thinking, a tool call, or anything
    /// else a delta may hold besides its role. The first such event is the commit point.
    #[must_use]
    pub fn is_content(&self) -> bool {
        self.facts.content
    }

    /// Whether there is something to show: content, or the finish of an answer that has none. The first
    /// such event is the commit point.
    #[must_use]
    pub fn shows(&self) -> bool {
        self.is_content() || self.finish_reason().is_some()
    }

    /// Why a choice ended, if one ended here.
    #[must_use]
    pub fn finish_reason(&self) -> Option<FinishReason> {
        self.facts.finish
    }

    /// Whether usage is in it, whatever its shape.
    #[must_use]
    pub fn has_usage(&self) -> bool {
        self.facts.usage
    }

    /// Whether it carries an error in place of, or beside, an answer.
    #[must_use]
    pub fn has_error(&self) -> bool {
        self.facts.error
    }

    /// The choices this event belongs to, as bits; choices past 63 share the last bit.
    #[must_use]
    pub fn choices(&self) -> u64 {
        self.facts.touched
    }

    /// The choices that end here, as bits.
    #[must_use]
    pub fn finished_choices(&self) -> u64 {
        self.facts.finished
    }

    /// Whether every client reads it safely: `choices` is a list, each with a `delta` object, its
    /// tool calls numbered, and a finish reason of the five that exist.
    #[must_use]
    pub fn is_canonical(&self) -> bool {
        !self.facts.odd
    }

    /// The text it adds to the first choice; `None` also if its choices cannot be read, which
    /// [`TextStream`](crate::TextStream) and [`Collector`](crate::Collector) tell apart.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        self.read_text().ok().flatten()
    }

    /// The usage in it.
    #[must_use]
    pub fn usage(&self) -> Option<Usage> {
        #[derive(serde::Deserialize)]
        struct Costs {
            #[serde(default, deserialize_with = "forgiving")]
            usage: Option<Usage>,
        }
        if !self.facts.usage {
            return None;
        }
        serde_json::from_slice::<Costs>(&self.data).ok()?.usage
    }

    /// The typed view; `None` only for choices of a shape a skim passes and types do not.
    #[must_use]
    pub fn to_answer(&self) -> Option<Answer> {
        self.read().ok()
    }

    /// The typed view, or [`Malformed`](ErrorKind::Malformed).
    pub(crate) fn read(&self) -> Result<Answer, Error> {
        serde_json::from_slice(&self.data).map_err(|error| not_a_chunk(&error))
    }

    /// What is content must be readable; of any other event a shape that cannot be read costs nothing.
    pub(crate) fn read_text(&self) -> Result<Option<String>, Error> {
        #[derive(serde::Deserialize)]
        struct Said {
            #[serde(default, deserialize_with = "null_as_default")]
            choices: Vec<Choice>,
        }
        if !self.facts.content {
            return Ok(None);
        }
        let said: Said = serde_json::from_slice(&self.data).map_err(|error| not_a_chunk(&error))?;
        let first = said.choices.into_iter().find(|choice| choice.index == 0);
        let text = first.and_then(|choice| choice.message.content);
        Ok(text.filter(|text| !text.is_empty()))
    }
}

fn not_a_chunk(error: &serde_json::Error) -> Error {
    let note = format!("an event is not a chunk (column {})", error.column());
    Error::new(ErrorKind::Malformed).with_note(note)
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("bytes", &self.data.len())
            .field("content", &self.facts.content)
            .field("finish_reason", &self.facts.finish)
            .finish_non_exhaustive()
    }
}
