//! One pass over an event for what clients stumble over and core's own pass does not look at. It
//! builds nothing unless there are tool calls.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::error::Report;

pub(super) fn skim(data: &[u8]) -> Result<Shape<'_>, serde_json::Error> {
    let chunk: Chunk<'_> = serde_json::from_slice(data)?;
    let said = chunk.message.is_some_and(is_text) || chunk.detail.is_some_and(is_text_or_list);
    let speaks = said && chunk.choices.is_none();
    let mut shape = chunk.choices.unwrap_or_default().0;
    shape.flat = is(chunk.kind, "\"error\"") || is(chunk.object, "\"error\"");
    shape.speaks = speaks;
    shape.groq_error = chunk.x_groq.and_then(|groq| groq.error);
    shape.failed |= shape.groq_error.is_some();
    Ok(shape)
}

/// What an event looks like.
#[derive(Default)]
pub(super) struct Shape<'a> {
    /// Whether every choice can be passed on as it is, its tool calls apart.
    pub(super) sound: bool,
    /// Whether a choice ended because the provider failed.
    pub(super) failed: bool,
    /// The choices that do not say who speaks, as bits; choices past 63 share the last bit.
    pub(super) silent: u64,
    /// The pieces of tool calls, in order.
    pub(super) pieces: Vec<Piece<'a>>,
    flat: bool,
    speaks: bool,
    groq_error: Raw<'a>,
}

/// A piece of a tool call. Strings are as they are written, quotes and all, and never empty.
#[derive(Debug)]
pub(super) struct Piece<'a> {
    pub(super) choice: u32,
    pub(super) index: Option<u32>,
    pub(super) id: Option<&'a str>,
    pub(super) name: Option<&'a str>,
}

impl Shape<'_> {
    /// Whether it is no chunk but a flat report.
    pub(super) fn is_report(&self) -> bool {
        self.flat || self.speaks
    }

    /// What the event itself says of a failure, where there is no report.
    pub(super) fn note(&self) -> Report {
        let note = self.groq_error.and_then(|raw| serde_json::from_str(raw.get()).ok());
        note.map(|error| Report::of_error(&error)).unwrap_or_default()
    }
}

/// A value as it is written; `None` if it is absent or `null`.
type Raw<'a> = Option<&'a RawValue>;

#[derive(Deserialize)]
struct Chunk<'a> {
    #[serde(borrow, default)]
    choices: Option<Choices<'a>>,
    #[serde(borrow, default, rename = "type")]
    kind: Raw<'a>,
    #[serde(borrow, default)]
    object: Raw<'a>,
    #[serde(borrow, default)]
    message: Raw<'a>,
    #[serde(borrow, default)]
    detail: Raw<'a>,
    #[serde(borrow, default)]
    x_groq: Option<GroqNote<'a>>,
}

#[derive(Deserialize)]
struct GroqNote<'a> {
    /// Why Groq stopped the stream before its time.
    #[serde(borrow, default)]
    error: Raw<'a>,
}

#[derive(Deserialize)]
struct Choice<'a> {
    #[serde(default)]
    index: Option<u32>,
    #[serde(borrow, default)]
    delta: Option<Delta<'a>>,
    #[serde(borrow, default)]
    message: Raw<'a>,
    #[serde(borrow, default)]
    finish_reason: Raw<'a>,
}

#[derive(Deserialize)]
struct Delta<'a> {
    #[serde(borrow, default)]
    role: Raw<'a>,
    #[serde(borrow, default)]
    content: Raw<'a>,
    #[serde(borrow, default)]
    tool_calls: Option<Vec<Call<'a>>>,
}

#[derive(Deserialize)]
struct Call<'a> {
    #[serde(default)]
    index: Option<u32>,
    #[serde(borrow, default)]
    id: Raw<'a>,
    #[serde(borrow, default)]
    function: Option<Function<'a>>,
}

#[derive(Deserialize)]
struct Function<'a> {
    #[serde(borrow, default)]
    name: Raw<'a>,
    #[serde(borrow, default)]
    arguments: Raw<'a>,
}

impl<'a> Shape<'a> {
    fn add(&mut self, position: u32, choice: Choice<'a>) {
        self.failed |=
            is(choice.finish_reason, "\"error\"") || is(choice.finish_reason, "\"abort\"");
        self.sound &= choice.index.is_some() && !is(choice.finish_reason, "\"\"");
        let index = choice.index.unwrap_or(position);
        let delta = choice.delta.or_else(|| whole_message(choice.message));
        let role = delta.as_ref().and_then(|delta| not_empty(delta.role));
        self.silent |= u64::from(role.is_none()) << index.min(63);
        let Some(delta) = delta else {
            return;
        };
        self.sound &= !is(delta.role, "\"\"") && delta.content.is_none_or(is_text);
        for call in delta.tool_calls.unwrap_or_default() {
            self.add_call(index, call);
        }
    }

    fn add_call(&mut self, choice: u32, call: Call<'a>) {
        let (name, arguments) = call.function.map_or((None, None), |f| (f.name, f.arguments));
        self.sound &= arguments.is_none_or(is_text);
        self.pieces.push(Piece {
            choice,
            index: call.index,
            id: not_empty(call.id),
            name: not_empty(name),
        });
    }
}

/// The choices of an event, already summed up.
struct Choices<'a>(Shape<'a>);

impl Default for Choices<'_> {
    fn default() -> Self {
        let shape = Shape { sound: true, ..Shape::default() };
        Self(shape)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Choices<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(ChoicesVisitor)
    }
}

struct ChoicesVisitor;

impl<'de> Visitor<'de> for ChoicesVisitor {
    type Value = Choices<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of choices")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Choices<'de>, A::Error> {
        let mut choices = Choices::default();
        let mut position = 0;
        while let Some(choice) = seq.next_element::<Choice<'de>>()? {
            choices.0.add(position, choice);
            position = position.saturating_add(1);
        }
        Ok(choices)
    }
}

/// What some servers send in place of a delta.
fn whole_message(message: Raw<'_>) -> Option<Delta<'_>> {
    serde_json::from_str(message?.get()).ok()
}

fn is(raw: Raw<'_>, written: &str) -> bool {
    raw.is_some_and(|raw| raw.get() == written)
}

fn is_text(raw: &RawValue) -> bool {
    raw.get().starts_with('"')
}

fn is_text_or_list(raw: &RawValue) -> bool {
    raw.get().starts_with(['"', '['])
}

fn not_empty(raw: Raw<'_>) -> Option<&str> {
    raw.map(RawValue::get).filter(|text| *text != "\"\"")
}
