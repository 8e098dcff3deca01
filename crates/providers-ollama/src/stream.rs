//! From the lines of a streamed answer to chunks.

use std::collections::VecDeque;

use osier_core::adapter::{Call, Record, StreamDecoder};
use osier_core::{ChunkWriter, Error, Event, Secret};

use crate::answer;
use crate::calls::Calls;
use crate::reply::{Reply, Said};
use crate::time::Stamp;

/// Reads one streamed answer, line by line.
///
/// Only a line that says `done` ends it: a body that ends without one was cut. The last event tells
/// what the answer cost, whether or not the request asked for it.
#[derive(Debug)]
pub struct ReplyDecoder {
    id: String,
    /// The model that was asked, for answers that name none.
    model: String,
    unix_time: u64,
    key: Option<Secret>,
    begun: Option<Begun>,
    done: bool,
}

/// What the first line settles.
#[derive(Debug)]
struct Begun {
    chunks: ChunkWriter,
    calls: Calls,
}

impl ReplyDecoder {
    pub(crate) fn new(call: &Call<'_>, key: Option<Secret>) -> Self {
        Self {
            id: answer::id(call),
            model: call.request.model().unwrap_or_default().into_owned(),
            unix_time: call.unix_time,
            key,
            begun: None,
            done: false,
        }
    }

    fn begin(&self, reply: &Reply<'_>) -> Begun {
        let stamp: Stamp = answer::stamp(reply, self.unix_time);
        let model = answer::model(reply, &self.model);
        Begun { chunks: ChunkWriter::new(&self.id, stamp.seconds, model), calls: Calls::of(stamp) }
    }
}

impl Begun {
    fn say(&mut self, said: &Said<'_>, out: &mut VecDeque<Event>) {
        let thinking = said.thinking.as_deref().filter(|text| !text.is_empty());
        out.extend(thinking.map(|text| self.chunks.reasoning(text)));
        let content = said.content.as_deref().filter(|text| !text.is_empty());
        out.extend(content.map(|text| self.chunks.text(text)));
        for call in said.tool_calls.as_deref().unwrap_or_default() {
            let (index, id) = self.calls.next(call);
            out.push_back(self.chunks.tool_call(index, &id, &call.function.name));
            out.push_back(self.chunks.tool_arguments(index, &call.function.arguments()));
        }
    }
}

impl StreamDecoder for ReplyDecoder {
    fn decode(&mut self, record: Record, out: &mut VecDeque<Event>) -> Result<(), Error> {
        if self.done || record.data.trim_ascii().is_empty() {
            return Ok(());
        }
        let reply = Reply::read(&record.data, self.key.as_ref())?;
        let mut begun = self.begun.take().unwrap_or_else(|| {
            let begun = self.begin(&reply);
            out.push_back(begun.chunks.role());
            begun
        });
        if let Some(said) = &reply.message {
            begun.say(said, out);
        }
        if reply.is_done() {
            out.push_back(begun.chunks.finish(reply.finish_reason(begun.calls.any())?));
            out.push_back(begun.chunks.usage(&reply.usage()));
            self.done = true;
        }
        self.begun = Some(begun);
        Ok(())
    }

    fn is_complete(&self) -> bool {
        self.done
    }

    fn is_done(&self) -> bool {
        self.done
    }
}
