//! What a message says, as blocks.

mod image;

use osier_core::Error;
use osier_core::adapter::shown;
use osier_core::adapter::translate::{Object, misshapen};
use serde::Serialize;
use serde_json::value::RawValue;

use self::image::Source;

/// A block of a turn.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Block<'a> {
    Text {
        text: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        cache_control: Option<&'a RawValue>,
    },
    Image {
        source: Source,
        #[serde(skip_serializing_if = "Option::is_none")]
        cache_control: Option<&'a RawValue>,
    },
    ToolUse {
        id: String,
        name: String,
        input: Box<RawValue>,
    },
    ToolResult {
        tool_use_id: String,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        content: Vec<Block<'a>>,
    },
}

/// What the other dialect lets a role say.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum May {
    /// Text.
    Speak,
    /// Text and images.
    Show,
    /// Text and refusals.
    Refuse,
}

/// Reads the content of a message. Text of white space alone is left out: the provider rejects such
/// blocks, and they say nothing.
pub(super) fn read<'a>(content: Option<&'a RawValue>, may: May) -> Result<Vec<Block<'a>>, Error> {
    let Some(content) = content else {
        return Ok(Vec::new());
    };
    let mut blocks = if content.get().starts_with('[') {
        parts(content)?.into_iter().map(|part| read_part(part, may)).collect::<Result<_, _>>()?
    } else {
        let text = serde_json::from_str::<String>(content.get());
        vec![text_block(text.map_err(|_| wrong())?)]
    };
    blocks.retain(|block| !matches!(block, Block::Text { text, .. } if text.trim().is_empty()));
    Ok(blocks)
}

/// A block of plain text.
pub(super) fn text_block<'a>(text: String) -> Block<'a> {
    let cache_control = None;
    Block::Text { text, cache_control }
}

/// Takes white space off the end of a text.
pub(super) fn trim_end(block: &mut Block<'_>) {
    if let Block::Text { text, .. } = block {
        text.truncate(text.trim_end().len());
    }
}

fn parts(content: &RawValue) -> Result<Vec<&RawValue>, Error> {
    serde_json::from_str(content.get()).map_err(|_| wrong())
}

fn wrong() -> Error {
    misshapen("messages.content", "expected a string or a list of parts")
}

fn read_part(part: &RawValue, may: May) -> Result<Block<'_>, Error> {
    let mut part = Object::open("messages.content", part)?;
    let kind: String = part.require("type")?;
    // A mark of this provider that callers put into parts of the other dialect; it goes through.
    let cache_control = part.take::<&RawValue>("cache_control")?;
    let block = match (&*kind, may) {
        ("text", _) => Block::Text { text: part.require("text")?, cache_control },
        ("refusal", May::Refuse) => Block::Text { text: part.require("refusal")?, cache_control },
        ("image_url", May::Show) => {
            Block::Image { source: Source::read(part.require("image_url")?)?, cache_control }
        }
        _ => return Err(part.unsupported(shown(&kind))),
    };
    part.finish()?;
    Ok(block)
}
