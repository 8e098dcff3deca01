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
pub(crate) use skim::null_as_default;
pub use usage::Usage;
pub use writer::ChunkWriter;

use crate::chat::Answer;
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
            Err(error) => Err(Error::new(ErrorKind::Malformed)
                .with_note(format!("an event is not a chunk (column {})", error.column()))),
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

    /// Why a choice ended, if one ended here.
    #[must_use]
    pub fn finish_reason(&self) -> Option<FinishReason> {
        self.facts.finish
    }

    /// Whether usage is in it.
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

    /// The text it adds to the first choice.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        let text = self.to_answer()?.choices.into_iter().find(|c| c.index == 0)?.message.content?;
        (!text.is_empty()).then_some(text)
    }

    /// The usage in it.
    #[must_use]
    pub fn usage(&self) -> Option<Usage> {
        if self.facts.usage { self.to_answer()?.usage } else { None }
    }

    /// The typed view; `None` only for shapes a skim passes and types do not.
    #[must_use]
    pub fn to_answer(&self) -> Option<Answer> {
        serde_json::from_slice(&self.data).ok()
    }
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
