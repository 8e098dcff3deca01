//! The blocks of a streamed message that are open.

use std::collections::{BTreeMap, VecDeque};

use osier_core::{ChunkWriter, Error, Event};

use super::events::{Block, BlockDelta, BlockStart, Delta};
use super::malformed;

/// Blocks that may be open at once. The provider opens one after the other.
const MAX_OPEN: usize = 128;

/// The open blocks by the provider's index, which counts blocks, not tool calls.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    open: BTreeMap<u32, Open>,
    tools: u32,
}

#[derive(Debug)]
enum Open {
    Text,
    Thinking,
    Tool(Tool),
    /// A block whose content nobody here can show.
    Unknown,
}

struct Tool {
    index: u32,
    /// What the arguments are if no delta brings any.
    input: String,
    written: bool,
}

impl Blocks {
    /// Begins a block.
    pub(super) fn open(
        &mut self,
        start: BlockStart<'_>,
        chunks: &ChunkWriter,
        out: &mut VecDeque<Event>,
    ) -> Result<(), Error> {
        if self.open.len() >= MAX_OPEN {
            return Err(malformed("the answer has too many open blocks"));
        }
        let block = start.content_block;
        let open = match &*block.kind {
            "text" => {
                out.extend(something(block.text.as_deref()).map(|text| chunks.text(text)));
                Open::Text
            }
            "thinking" => {
                out.extend(something(block.thinking.as_deref()).map(|t| chunks.reasoning(t)));
                Open::Thinking
            }
            "tool_use" => Open::Tool(self.call(block, chunks, out)?),
            _ => Open::Unknown,
        };
        match self.open.insert(start.index, open) {
            None => Ok(()),
            Some(_) => Err(malformed("a block began twice")),
        }
    }

    /// Adds to an open block.
    pub(super) fn add(
        &mut self,
        event: &BlockDelta<'_>,
        chunks: &ChunkWriter,
        out: &mut VecDeque<Event>,
    ) -> Result<(), Error> {
        let Some(block) = self.open.get_mut(&event.index) else {
            return Err(malformed("a delta belongs to no open block"));
        };
        let event = match block {
            Open::Text => text_of(&event.delta)?.map(|text| chunks.text(text)),
            Open::Thinking => something(event.delta.thinking.as_deref())
                .map(|thinking| chunks.reasoning(thinking)),
            Open::Tool(tool) => arguments_of(&event.delta)?.map(|piece| tool.add(piece, chunks)),
            Open::Unknown => None,
        };
        out.extend(event);
        Ok(())
    }

    /// Ends a block. One that never began is none of ours.
    pub(super) fn close(&mut self, index: u32, chunks: &ChunkWriter, out: &mut VecDeque<Event>) {
        if let Some(Open::Tool(tool)) = self.open.remove(&index) {
            out.extend(tool.end(chunks));
        }
    }

    /// Ends all that are still open.
    pub(super) fn close_all(&mut self, chunks: &ChunkWriter, out: &mut VecDeque<Event>) {
        while let Some((&index, _)) = self.open.first_key_value() {
            self.close(index, chunks, out);
        }
    }

    fn call(
        &mut self,
        block: Block<'_>,
        chunks: &ChunkWriter,
        out: &mut VecDeque<Event>,
    ) -> Result<Tool, Error> {
        let (Some(id), Some(name)) = (block.id, block.name) else {
            return Err(malformed("a tool call has no identity or no name"));
        };
        let index = self.tools;
        self.tools += 1;
        out.push_back(chunks.tool_call(index, &id, &name));
        let input = block.input.map_or("{}", |input| input.get());
        Ok(Tool { index, input: input.to_owned(), written: false })
    }
}

impl Tool {
    fn add(&mut self, piece: &str, chunks: &ChunkWriter) -> Event {
        self.written = true;
        chunks.tool_arguments(self.index, piece)
    }

    /// Arguments are always JSON, even where there are none.
    fn end(self, chunks: &ChunkWriter) -> Option<Event> {
        (!self.written).then(|| chunks.tool_arguments(self.index, &self.input))
    }
}

impl std::fmt::Debug for Tool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tool").field("index", &self.index).finish_non_exhaustive()
    }
}

fn something(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.is_empty())
}

/// The text of a delta. Citations decorate text that came; any other type that brings text of its
/// own would take it away from the answer.
fn text_of<'a>(delta: &'a Delta<'_>) -> Result<Option<&'a str>, Error> {
    match (&*delta.kind, delta.text.as_deref()) {
        ("text_delta", Some(text)) => Ok(something(Some(text))),
        ("text_delta", None) => Err(malformed("a text delta has no text")),
        (_, Some(_)) => Err(malformed("text came in a delta of unknown type")),
        (_, None) => Ok(None),
    }
}

fn arguments_of<'a>(delta: &'a Delta<'_>) -> Result<Option<&'a str>, Error> {
    match (&*delta.kind, delta.partial_json.as_deref()) {
        ("input_json_delta", Some(piece)) => Ok(something(Some(piece))),
        ("input_json_delta", None) => Err(malformed("an arguments delta has no arguments")),
        (_, Some(_)) => Err(malformed("arguments came in a delta of unknown type")),
        (_, None) => Ok(None),
    }
}
