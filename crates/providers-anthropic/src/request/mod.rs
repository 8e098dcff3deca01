//! From a chat request to a Messages request.

mod content;
mod effort;
mod fields;
mod format;
mod messages;
mod sampling;
mod stop;
mod tools;
mod turns;
mod user;

use std::borrow::Cow;

use bytes::Bytes;
use osier_core::{Error, ErrorKind, Request};
use serde::Serialize;

use self::content::Block;
use self::effort::{Effort, Thinking};
use self::fields::FIELDS;
use self::format::Format;
use self::sampling::Sampling;
use self::tools::{Choice, Tool};
use self::turns::Turn;
use self::user::Metadata;
use crate::{ApiVersion, limits};

/// Writes the body of a Messages request.
pub(crate) fn encode(
    request: &Request,
    version: ApiVersion,
    default_max_tokens: Option<u64>,
) -> Result<Bytes, Error> {
    request.check()?;
    FIELDS.check(request)?;
    let body = Body::of(request, version, default_max_tokens)?;
    let json =
        serde_json::to_vec(&body).map_err(|e| Error::new(ErrorKind::Internal).with_source(e))?;
    Ok(json.into())
}

#[derive(Serialize)]
struct Body<'a> {
    model: Cow<'a, str>,
    max_tokens: u64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    system: Vec<Block<'a>>,
    messages: Vec<Turn<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tools: Vec<Tool<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tool_choice: Option<Choice>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thinking: Option<Thinking>,
    #[serde(skip_serializing_if = "Option::is_none")]
    output_config: Option<OutputConfig<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stop_sequences: Vec<String>,
    #[serde(flatten)]
    sampling: Sampling,
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<Metadata>,
    stream: bool,
}

#[derive(Serialize)]
struct OutputConfig<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    effort: Option<Effort>,
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<Format<'a>>,
}

impl<'a> Body<'a> {
    fn of(request: &'a Request, version: ApiVersion, usual: Option<u64>) -> Result<Self, Error> {
        let model = request.model().unwrap_or_default();
        let (thinking, effort) = effort::read(request)?;
        let format = format::read(request)?;
        let (system, messages) = messages::read(request)?;
        let tools = tools::read(request)?;
        Ok(Self {
            max_tokens: read_max_tokens(request)?
                .or(usual)
                .unwrap_or_else(|| limits::max_tokens(&model)),
            model,
            system,
            messages,
            tool_choice: tools::read_choice(request, &tools)?,
            tools,
            thinking,
            output_config: OutputConfig::of(effort, format),
            stop_sequences: stop::read(request)?,
            sampling: Sampling::read(request, version)?,
            metadata: user::read(request)?,
            stream: request.wants_stream(),
        })
    }
}

impl<'a> OutputConfig<'a> {
    fn of(effort: Option<Effort>, format: Option<Format<'a>>) -> Option<Self> {
        (effort.is_some() || format.is_some()).then_some(Self { effort, format })
    }
}

/// Both are read, so that a misshapen one is named even where the other counts.
fn read_max_tokens(request: &Request) -> Result<Option<u64>, Error> {
    let old = request.read::<u64>("max_tokens")?;
    Ok(request.read::<u64>("max_completion_tokens")?.or(old))
}
