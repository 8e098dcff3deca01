//! Streams with content-filter annotations between the events of the answer.

use std::collections::VecDeque;

use osier_core::adapter::Record;
use osier_core::{Error, Event, StreamDecoder};
use osier_providers_openai::Decoder as Inner;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

/// Reads a streamed answer of Azure.
///
/// Events that only tell how the content filter judged are dropped: the first one, about the prompt,
/// and those of the asynchronous filter, which have choices without `delta` and may come after the
/// last content. Everything else is read like any other stream of the dialect; an annotation inside
/// an event with content stays where it is.
#[derive(Debug)]
pub struct Decoder(Inner);

impl Decoder {
    pub(crate) fn new(inner: Inner) -> Self {
        Self(inner)
    }
}

impl StreamDecoder for Decoder {
    fn decode(&mut self, record: Record, out: &mut VecDeque<Event>) -> Result<(), Error> {
        if record.event.is_none() && is_annotation(&record.data) {
            return Ok(());
        }
        self.0.decode(record, out)
    }

    fn is_complete(&self) -> bool {
        self.0.is_complete()
    }

    fn is_done(&self) -> bool {
        self.0.is_done()
    }
}

/// Whether an event holds nothing but what the content filter thinks. Most events need no parsing to
/// tell: they have content, or no judgement.
fn is_annotation(data: &[u8]) -> bool {
    let has = |words: &str| memchr::memmem::find(data, words.as_bytes()).is_some();
    if has("\"delta\":{") || !(has("content_filter") || has("prompt_filter_results")) {
        return false;
    }
    serde_json::from_slice::<Chunk<'_>>(data).is_ok_and(|chunk| chunk.is_annotation())
}

/// A value as it is written; `None` if it is absent or `null`.
type Raw<'a> = Option<&'a RawValue>;

#[derive(Deserialize)]
struct Chunk<'a> {
    #[serde(borrow, default)]
    choices: Option<Vec<Choice<'a>>>,
    #[serde(default)]
    prompt_filter_results: Option<IgnoredAny>,
    #[serde(borrow, default)]
    usage: Raw<'a>,
    #[serde(borrow, default)]
    error: Raw<'a>,
}

#[derive(Deserialize)]
struct Choice<'a> {
    #[serde(borrow, default)]
    delta: Raw<'a>,
    #[serde(borrow, default)]
    message: Raw<'a>,
    #[serde(borrow, default)]
    finish_reason: Raw<'a>,
    #[serde(default)]
    content_filter_offsets: Option<IgnoredAny>,
    #[serde(default)]
    content_filter_results: Option<IgnoredAny>,
}

impl Chunk<'_> {
    fn is_annotation(&self) -> bool {
        let choices = self.choices.as_deref().unwrap_or_default();
        let annotates = if choices.is_empty() {
            self.prompt_filter_results.is_some()
        } else {
            choices.iter().all(Choice::is_annotation)
        };
        annotates && self.usage.is_none() && self.error.is_none()
    }
}

impl Choice<'_> {
    fn is_annotation(&self) -> bool {
        let annotated =
            self.content_filter_offsets.is_some() || self.content_filter_results.is_some();
        annotated && self.delta.or(self.message).or(self.finish_reason).is_none()
    }
}
