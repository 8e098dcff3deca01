//! The events of a streamed answer.

use super::{PING, SIGNATURE, input, message_start, stop, tool_use};
use crate::dialect::{Piece, Stamp, json};
use crate::script::{Said, fragments};

pub(in crate::dialect) fn pieces(said: &Said, stamp: &Stamp) -> Vec<Piece> {
    let mut blocks = Blocks::default();
    blocks.pieces.push(Piece::frame(opening(said, stamp)));
    if !said.thinking.is_empty() {
        blocks.open(r#"{"type":"thinking","thinking":"","signature":""}"#);
        blocks.deltas("thinking_delta", "thinking", said.thinking.iter().map(String::as_str));
        let signed = format!(r#"{{"type":"signature_delta","signature":"{SIGNATURE}"}}"#);
        let signed = blocks.delta(&signed);
        blocks.pieces.push(Piece::frame(signed));
        blocks.close();
    }
    if !said.text.is_empty() {
        blocks.open(r#"{"type":"text","text":""}"#);
        blocks.deltas("text_delta", "text", said.text.iter().map(String::as_str));
        blocks.close();
    }
    for (index, call) in said.calls.iter().enumerate() {
        blocks.open(&tool_use(index, call, "{}"));
        let parts = std::iter::once("").chain(fragments(&call.arguments));
        blocks.deltas("input_json_delta", "partial_json", parts);
        blocks.close();
    }
    blocks.pieces.push(Piece::frame(closing(said)));
    let stop = event("message_stop", r#"{"type":"message_stop"}"#);
    blocks.pieces.push(Piece::terminator(stop));
    blocks.pieces
}

#[derive(Default)]
struct Blocks {
    pieces: Vec<Piece>,
    index: usize,
}

impl Blocks {
    /// Begins a block; the first is followed by a ping, as it usually is.
    fn open(&mut self, block: &str) {
        let index = self.index;
        let data =
            format!(r#"{{"type":"content_block_start","index":{index},"content_block":{block}}}"#);
        self.pieces.push(Piece::frame(event("content_block_start", &data)));
        if index == 0 {
            self.pieces.push(Piece::frame(PING));
        }
    }

    fn deltas<'a>(&mut self, kind: &str, member: &str, texts: impl IntoIterator<Item = &'a str>) {
        for text in texts {
            let text = json::text(text);
            let delta = self.delta(&format!(r#"{{"type":"{kind}","{member}":{text}}}"#));
            self.pieces.push(Piece::content(delta));
        }
    }

    fn delta(&self, delta: &str) -> String {
        let index = self.index;
        let data = format!(r#"{{"type":"content_block_delta","index":{index},"delta":{delta}}}"#);
        event("content_block_delta", &data)
    }

    fn close(&mut self) {
        let data = format!(r#"{{"type":"content_block_stop","index":{}}}"#, self.index);
        self.pieces.push(Piece::frame(event("content_block_stop", &data)));
        self.index += 1;
    }
}

fn opening(said: &Said, stamp: &Stamp) -> String {
    let (start, input) = (message_start(stamp), input(&said.usage));
    let data = format!(
        r#"{{"type":"message_start","message":{{{start},"content":[],"stop_reason":null,"stop_sequence":null,"usage":{{{input},"output_tokens":1}}}}}}"#
    );
    event("message_start", &data)
}

fn closing(said: &Said) -> String {
    let (stop, output, thinking) = (stop(said), said.usage.completion, said.usage.reasoning);
    let details = match thinking {
        0 => String::new(),
        tokens => format!(r#","output_tokens_details":{{"thinking_tokens":{tokens}}}"#),
    };
    let data = format!(
        r#"{{"type":"message_delta","delta":{{{stop}}},"usage":{{"output_tokens":{output}{details}}}}}"#
    );
    event("message_delta", &data)
}

fn event(name: &str, data: &str) -> String {
    format!("event: {name}\ndata: {data}\n\n")
}
