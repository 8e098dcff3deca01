//! The events of a streamed message, as far as they are read.

use std::borrow::Cow;

use osier_core::Error;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::malformed;
use crate::finish::StopDetails;
use crate::text::Text;
use crate::usage::Counts;

#[derive(Deserialize)]
pub(super) struct MessageStart {
    pub(super) message: Begun,
}

#[derive(Deserialize)]
pub(super) struct Begun {
    pub(super) id: Option<String>,
    pub(super) model: Option<String>,
    pub(super) usage: Option<Counts>,
}

#[derive(Deserialize)]
pub(super) struct BlockStart<'a> {
    pub(super) index: u32,
    #[serde(borrow)]
    pub(super) content_block: Block<'a>,
}

/// The beginning of a block. A text or its thinking is empty here, but nothing forbids that it is
/// not.
#[derive(Deserialize)]
pub(super) struct Block<'a> {
    #[serde(rename = "type", borrow)]
    pub(super) kind: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) text: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) thinking: Option<Text<'a>>,
    pub(super) id: Option<String>,
    pub(super) name: Option<String>,
    #[serde(borrow)]
    pub(super) input: Option<&'a RawValue>,
}

#[derive(Deserialize)]
pub(super) struct BlockDelta<'a> {
    #[serde(rename = "type", borrow)]
    pub(super) kind: Cow<'a, str>,
    pub(super) index: u32,
    #[serde(borrow)]
    pub(super) delta: Delta<'a>,
}

#[derive(Deserialize)]
pub(super) struct Delta<'a> {
    #[serde(rename = "type", borrow)]
    pub(super) kind: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) text: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) thinking: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) partial_json: Option<Text<'a>>,
}

#[derive(Deserialize)]
pub(super) struct BlockStop {
    pub(super) index: u32,
}

#[derive(Deserialize)]
pub(super) struct MessageDelta {
    pub(super) delta: Ended,
    pub(super) usage: Option<Counts>,
}

#[derive(Deserialize)]
pub(super) struct Ended {
    pub(super) stop_reason: Option<String>,
    pub(super) stop_details: Option<StopDetails>,
}

/// Reads the data of a record.
pub(super) fn read<'a, T: Deserialize<'a>>(data: &'a [u8]) -> Result<T, Error> {
    serde_json::from_slice(data).map_err(|_| malformed("an event is not of the shape its type has"))
}
