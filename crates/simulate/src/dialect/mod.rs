//! What each provider sends, byte for byte. Pure: no sockets, no clock.

mod anthropic;
mod azure;
mod check;
mod json;
mod objection;
mod ollama;
mod openai;
mod path;
mod reply;
mod stamp;
#[cfg(test)]
mod tests;

use bytes::Bytes;
use serde::Deserialize;

pub(crate) use check::{Ask, check};
pub(crate) use path::{Route, Target, route};
pub(crate) use reply::{Reply, page, status};
pub(crate) use stamp::{Piece, Stamp};

use crate::script::{Preset, Said};

/// Whose bytes a simulated provider speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Dialect {
    /// OpenAI, and the many servers compatible with it: `/v1/chat/completions`.
    OpenAi,
    /// Azure OpenAI, by deployment (`/openai/deployments/{name}/chat/completions`) and by its v1
    /// API (`/openai/v1/chat/completions`).
    Azure,
    /// Anthropic: `/v1/messages`.
    Anthropic,
    /// Ollama's own API: `/api/chat`. It streams unless the request says otherwise.
    Ollama,
}

/// Response headers, names in lower case.
pub(crate) type Headers = Vec<(&'static str, String)>;

pub(crate) const JSON: &str = "application/json";
pub(crate) const HTML: &str = "text/html; charset=utf-8";

impl Dialect {
    /// The content type of a streamed answer.
    pub(crate) fn stream_type(self) -> &'static str {
        match self {
            Self::OpenAi | Self::Azure | Self::Anthropic => "text/event-stream; charset=utf-8",
            Self::Ollama => "application/x-ndjson",
        }
    }

    /// The headers of every answer with a success status, besides those of HTTP.
    pub(crate) fn headers(self, number: u64) -> Headers {
        match self {
            Self::OpenAi => openai::headers(number),
            Self::Azure => azure::headers(number),
            Self::Anthropic => anthropic::headers(number),
            Self::Ollama => Headers::new(),
        }
    }

    /// A streamed answer, record by record.
    pub(crate) fn pieces(self, said: &Said, stamp: &Stamp) -> Vec<Piece> {
        match self {
            Self::OpenAi => openai::pieces(said, stamp),
            Self::Azure => azure::pieces(said, stamp),
            Self::Anthropic => anthropic::pieces(said, stamp),
            Self::Ollama => ollama::pieces(said, stamp),
        }
    }

    /// A whole answer.
    pub(crate) fn whole(self, said: &Said, stamp: &Stamp) -> Bytes {
        let body = match self {
            Self::OpenAi => openai::whole(said, stamp),
            Self::Azure => azure::whole(said, stamp),
            Self::Anthropic => anthropic::whole(said, stamp),
            Self::Ollama => ollama::whole(said, stamp),
        };
        body.into()
    }

    /// The failure in this dialect's words.
    pub(crate) fn preset(self, preset: Preset, stamp: &Stamp) -> Reply {
        match (self, preset) {
            (_, Preset::BadGateway) => reply::bad_gateway(stamp),
            (Self::OpenAi, _) => openai::problem(preset, stamp),
            (Self::Azure, _) => azure::problem(preset, stamp),
            (Self::Anthropic, _) => anthropic::problem(preset, stamp),
            (Self::Ollama, _) => ollama::problem(preset, stamp),
        }
    }

    /// An error as it stands inside a stream, record by record, the end included.
    pub(crate) fn error_records(self, problem: &Reply) -> Vec<Bytes> {
        // A web page has several lines, which would break the framing.
        let lines: Vec<&str> = problem.body.lines().collect();
        let data = lines.join("\ndata: ");
        match self {
            Self::OpenAi | Self::Azure => {
                vec![format!("data: {data}\n\n").into(), Bytes::from_static(openai::DONE)]
            }
            Self::Anthropic => vec![format!("event: error\ndata: {data}\n\n").into()],
            Self::Ollama => vec![format!("{}\n", lines.concat()).into()],
        }
    }

    /// A keep-alive.
    pub(crate) fn ping(self) -> Bytes {
        Bytes::from_static(match self {
            Self::OpenAi | Self::Azure => b": keepalive\n\n",
            Self::Anthropic => anthropic::PING,
            Self::Ollama => b"\n",
        })
    }

    /// A record that looks right until it is parsed.
    pub(crate) fn malformed(self) -> Bytes {
        Bytes::from_static(match self {
            Self::OpenAi | Self::Azure => b"data: {\"id\":\"chatcmpl-S\",\"choices\":[{\"ind\n\n",
            Self::Anthropic => {
                b"event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"ind\n\n"
            }
            Self::Ollama => b"{\"model\":\"m\",\"message\":{\"ro\n",
        })
    }
}
