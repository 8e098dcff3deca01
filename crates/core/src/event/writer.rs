//! Writing chunks of the dialect, for adapters that translate into it.

mod delta;

use bytes::{BufMut, Bytes, BytesMut};
use serde::Serialize;
use serde_json::Value;

use self::delta::{Calls, Nothing, Role, Said};
use super::skim::{Facts, bit};
use super::{Event, FinishReason, Usage};

/// Writes the chunks of one answer. What a chunk is, is known when it is written, so none of them
/// is skimmed again.
///
/// ```
/// use osier_core::{ChunkWriter, FinishReason};
///
/// let chunks = ChunkWriter::new("chatcmpl-1", 1_700_000_000, "some-model");
/// assert!(!chunks.role().is_content());
/// assert_eq!(chunks.text("Hi").text().as_deref(), Some("Hi"));
/// assert_eq!(chunks.finish(FinishReason::Stop).finish_reason(), Some(FinishReason::Stop));
/// ```
#[derive(Clone, Debug)]
pub struct ChunkWriter {
    /// `{"id":…,"object":…,"created":…,"model":…,"choices":`
    start: Bytes,
    choice: u32,
}

impl ChunkWriter {
    /// Chunks with this identity; `created` is in seconds since 1970.
    #[must_use]
    pub fn new(id: &str, created: u64, model: &str) -> Self {
        let (id, model) = (Value::from(id), Value::from(model));
        let start = format!(
            r#"{{"id":{id},"object":"chat.completion.chunk","created":{created},"model":{model},"choices":"#
        );
        Self { start: start.into(), choice: 0 }
    }

    /// The same answer's chunks for another choice than the first.
    #[must_use]
    pub fn for_choice(&self, choice: u32) -> Self {
        Self { start: self.start.clone(), choice }
    }

    /// The first chunk: who speaks.
    #[must_use]
    pub fn role(&self) -> Event {
        self.delta(&Role::ASSISTANT, false)
    }

    /// A piece of text.
    #[must_use]
    pub fn text(&self, text: &str) -> Event {
        self.delta(&Said::Content(text), !text.is_empty())
    }

    /// A piece of visible thinking.
    #[must_use]
    pub fn reasoning(&self, text: &str) -> Event {
        self.delta(&Said::ReasoningContent(text), !text.is_empty())
    }

    /// A piece of a refusal.
    #[must_use]
    pub fn refusal(&self, text: &str) -> Event {
        self.delta(&Said::Refusal(text), !text.is_empty())
    }

    /// The beginning of the answer's tool call number `index`.
    #[must_use]
    pub fn tool_call(&self, index: u32, id: &str, name: &str) -> Event {
        self.delta(&Calls::begin(index, id, name), true)
    }

    /// More arguments of tool call number `index`.
    #[must_use]
    pub fn tool_arguments(&self, index: u32, arguments: &str) -> Event {
        self.delta(&Calls::more(index, arguments), true)
    }

    /// Any other delta.
    #[must_use]
    pub fn other(&self, delta: &Value) -> Event {
        self.delta(delta, true)
    }

    /// The end of the choice.
    #[must_use]
    pub fn finish(&self, reason: FinishReason) -> Event {
        let bit = bit(self.choice);
        let facts = Facts { finish: Some(reason), touched: bit, finished: bit, ..Facts::default() };
        self.write(|out| self.write_choice(out, &Nothing {}, Some(reason.name())), facts)
    }

    /// The chunk after the last: what the answer cost.
    #[must_use]
    pub fn usage(&self, usage: &Usage) -> Event {
        let facts = Facts { usage: true, ..Facts::default() };
        let write = |out: &mut BytesMut| {
            out.put_slice(b"[],\"usage\":");
            put_json(out, usage);
        };
        self.write(write, facts)
    }

    fn delta(&self, delta: &impl Serialize, content: bool) -> Event {
        let facts = Facts { content, touched: bit(self.choice), ..Facts::default() };
        self.write(|out| self.write_choice(out, delta, None), facts)
    }

    fn write_choice(&self, out: &mut BytesMut, delta: &impl Serialize, finish: Option<&str>) {
        out.put_slice(format!(r#"[{{"index":{},"delta":"#, self.choice).as_bytes());
        put_json(out, delta);
        out.put_slice(b",\"logprobs\":null,\"finish_reason\":");
        put_json(out, &finish);
        out.put_slice(b"}]");
    }

    fn write(&self, rest: impl FnOnce(&mut BytesMut), facts: Facts) -> Event {
        let mut out = BytesMut::with_capacity(self.start.len() + 128);
        out.put_slice(&self.start);
        rest(&mut out);
        out.put_u8(b'}');
        Event { data: out.freeze(), facts }
    }
}

/// Strings, numbers and maps with string keys always have a JSON form, and memory does not refuse a
/// write, so there is no error to report.
fn put_json(out: &mut BytesMut, value: &impl Serialize) {
    let _ = serde_json::to_writer(out.writer(), value);
}
