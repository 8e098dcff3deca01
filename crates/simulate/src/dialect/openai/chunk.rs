//! The chunks of a streamed answer.

use super::{call_id, identity};
use crate::dialect::{Piece, Stamp, json};
use crate::script::{Said, SaidCall, fragments};

/// Writes the chunks of one answer.
pub(in crate::dialect) struct Chunks {
    start: String,
    /// With the usage event asked for, every earlier chunk says that it has none.
    end: &'static str,
    include_usage: bool,
}

impl Chunks {
    pub(in crate::dialect) fn new(stamp: &Stamp) -> Self {
        let identity = identity(stamp, "chat.completion.chunk");
        Self {
            start: format!(r#"{identity},"system_fingerprint":"fp_s""#),
            end: if stamp.include_usage { r#","usage":null"# } else { "" },
            include_usage: stamp.include_usage,
        }
    }

    /// Everything but the terminator.
    pub(in crate::dialect) fn answer(&self, said: &Said) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let calls_only = said.thinking.len() + said.text.len() + said.refusal.len() == 0;
        let role_rides = calls_only && !said.calls.is_empty();
        if !role_rides {
            let role = r#"{"role":"assistant","content":"","refusal":null}"#;
            pieces.push(Piece::frame(self.delta(role)));
        }
        pieces.extend(self.texts("reasoning_content", &said.thinking));
        pieces.extend(self.texts("content", &said.text));
        pieces.extend(self.texts("refusal", &said.refusal));
        for (index, call) in said.calls.iter().enumerate() {
            pieces.extend(self.call(index, call, role_rides && index == 0));
        }
        pieces.push(Piece::frame(self.finish(said.finish_name())));
        if self.include_usage {
            pieces.push(Piece::frame(self.usage(said)));
        }
        pieces
    }

    fn texts(&self, member: &str, texts: &[String]) -> impl Iterator<Item = Piece> {
        texts.iter().map(move |text| {
            let text = json::text(text);
            Piece::content(self.delta(&format!(r#"{{"{member}":{text}}}"#)))
        })
    }

    fn call(&self, index: usize, call: &SaidCall, with_role: bool) -> Vec<Piece> {
        let (id, name) = (call_id(index, call), json::text(&call.name));
        let role = if with_role { r#""role":"assistant","content":null,"# } else { "" };
        let first = format!(
            r#"{{{role}"tool_calls":[{{"index":{index},"id":{id},"type":"function","function":{{"name":{name},"arguments":""}}}}]}}"#
        );
        let more = fragments(&call.arguments).into_iter().map(|arguments| {
            let arguments = json::text(arguments);
            format!(
                r#"{{"tool_calls":[{{"index":{index},"function":{{"arguments":{arguments}}}}}]}}"#
            )
        });
        let deltas = std::iter::once(first).chain(more);
        deltas.map(|delta| Piece::content(self.delta(&delta))).collect()
    }

    fn finish(&self, reason: &str) -> String {
        self.choice("{}", &json::text(reason))
    }

    fn usage(&self, said: &Said) -> String {
        let usage = json::usage(&said.usage);
        format!("data: {{{},\"choices\":[],\"usage\":{usage}}}\n\n", self.start)
    }

    fn delta(&self, delta: &str) -> String {
        self.choice(delta, "null")
    }

    fn choice(&self, delta: &str, finish: &str) -> String {
        let Self { start, end, .. } = self;
        format!(
            "data: {{{start},\"choices\":[{{\"index\":0,\"delta\":{delta},\"logprobs\":null,\"finish_reason\":{finish}}}]{end}}}\n\n"
        )
    }
}
