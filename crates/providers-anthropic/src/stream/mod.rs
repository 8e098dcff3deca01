//! From the events of a streamed message to chunks.

mod blocks;
mod events;

use std::collections::VecDeque;

use osier_core::adapter::{Call, Record, StreamDecoder};
use osier_core::{ChunkWriter, Error, ErrorKind, Event, Secret};

use self::blocks::Blocks;
use self::events::{BlockDelta, BlockStart, BlockStop, MessageDelta, MessageStart, read};
use crate::answer::Kind;
use crate::error;
use crate::finish::finish_reason;
use crate::usage::Counts;

/// Reads one streamed message.
///
/// Event types and block types nobody here has heard of are passed over, as the provider asks of its
/// readers. A delta of an unknown type is passed over too, unless it would take text or arguments
/// with it: an answer that misses a piece is `Malformed`.
///
/// The last event, at `message_stop`, tells what the answer cost, whether or not the request asked
/// for it.
#[derive(Debug)]
pub struct MessageDecoder {
    fallback: Identity,
    created: u64,
    key: Option<Secret>,
    chunks: Option<ChunkWriter>,
    blocks: Blocks,
    counts: Counts,
    finished: bool,
    done: bool,
    failed: bool,
}

/// What an answer is called if the provider does not say.
#[derive(Debug)]
struct Identity {
    id: String,
    model: String,
}

impl MessageDecoder {
    pub(crate) fn new(call: &Call<'_>, key: Option<Secret>) -> Self {
        Self {
            fallback: Identity {
                id: format!("chatcmpl-{}", call.id),
                model: call.request.model().unwrap_or_default().into_owned(),
            },
            created: call.unix_time,
            key,
            chunks: None,
            blocks: Blocks::default(),
            counts: Counts::default(),
            finished: false,
            done: false,
            failed: false,
        }
    }

    fn begin(&mut self, start: MessageStart) -> Result<Event, Error> {
        if self.chunks.is_some() {
            return Err(malformed("the answer began twice"));
        }
        let Identity { id, model } = &self.fallback;
        let id = start.message.id.as_ref().filter(|id| !id.is_empty()).unwrap_or(id);
        let model = start.message.model.as_ref().filter(|name| !name.is_empty()).unwrap_or(model);
        let chunks = ChunkWriter::new(id, self.created, model);
        let role = chunks.role();
        self.chunks = Some(chunks);
        self.counts.update(start.message.usage.unwrap_or_default());
        Ok(role)
    }

    fn end(&mut self, delta: MessageDelta, out: &mut VecDeque<Event>) -> Result<(), Error> {
        let chunks = begun(&self.chunks)?;
        self.counts.update(delta.usage.unwrap_or_default());
        let Some(stop_reason) = delta.delta.stop_reason.filter(|_| !self.finished) else {
            return Ok(());
        };
        self.blocks.close_all(chunks, out);
        let details = delta.delta.stop_details.filter(|_| stop_reason == "refusal");
        let explanation = details.and_then(|details| details.explanation);
        out.extend(explanation.map(|words| chunks.refusal(&words)));
        out.push_back(chunks.finish(finish_reason(&stop_reason)));
        self.finished = true;
        Ok(())
    }

    /// The counts are totals, and the last ones are right: so what the answer cost is told here.
    fn stop(&mut self, out: &mut VecDeque<Event>) -> Result<(), Error> {
        if !self.finished {
            return Err(Error::new(ErrorKind::Cut).with_note("the answer has no stop reason"));
        }
        out.push_back(begun(&self.chunks)?.usage(&self.counts.to_usage()));
        self.done = true;
        Ok(())
    }

    fn read(&mut self, record: &Record, out: &mut VecDeque<Event>) -> Result<(), Error> {
        let data = &record.data[..];
        // Nearly every event is one of these, and says so in its name: it is read only once.
        if record.event.as_deref() == Some(b"content_block_delta")
            && let Ok(delta) = read::<BlockDelta<'_>>(data)
            && delta.kind == "content_block_delta"
        {
            return self.blocks.add(&delta, begun(&self.chunks)?, out);
        }
        let kind = read::<Kind<'_>>(data)?.kind;
        match &*kind {
            "message_start" => out.push_back(self.begin(read(data)?)?),
            "content_block_start" if self.finished => {
                return Err(malformed("a block began after the end of the answer"));
            }
            "content_block_start" => {
                let start: BlockStart<'_> = read(data)?;
                self.blocks.open(start, begun(&self.chunks)?, out)?;
            }
            "content_block_delta" => {
                let delta: BlockDelta<'_> = read(data)?;
                self.blocks.add(&delta, begun(&self.chunks)?, out)?;
            }
            "content_block_stop" => {
                let BlockStop { index } = read(data)?;
                self.blocks.close(index, begun(&self.chunks)?, out);
            }
            "message_delta" => self.end(read(data)?, out)?,
            "message_stop" => self.stop(out)?,
            "error" => return Err(error::reported(data, self.key.as_ref())),
            _ => {}
        }
        Ok(())
    }
}

impl StreamDecoder for MessageDecoder {
    fn decode(&mut self, record: Record, out: &mut VecDeque<Event>) -> Result<(), Error> {
        if self.done || is_padding(&record) {
            return Ok(());
        }
        self.read(&record, out).inspect_err(|_| self.failed = true)
    }

    fn is_complete(&self) -> bool {
        self.finished && !self.failed
    }

    fn is_done(&self) -> bool {
        self.done
    }
}

/// Pings hold a connection open. The other dialect's terminator, which some proxies add, ends
/// nothing here.
fn is_padding(record: &Record) -> bool {
    record.event.as_deref() == Some(b"ping") || record.data.trim_ascii() == b"[DONE]"
}

fn begun(chunks: &Option<ChunkWriter>) -> Result<&ChunkWriter, Error> {
    chunks.as_ref().ok_or_else(|| malformed("an event came before the answer began"))
}

fn malformed(note: &'static str) -> Error {
    Error::new(ErrorKind::Malformed).with_note(note)
}
