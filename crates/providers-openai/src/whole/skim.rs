//! One pass over an answer that tells whether every client reads it as it is. It builds nothing.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{Deserializer, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// What the pass found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It keeps the contract.
    Sound,
    /// It does not, or it is no answer at all.
    Odd,
}

pub(super) fn skim(body: &[u8]) -> Verdict {
    match serde_json::from_slice::<Answer<'_>>(body) {
        Ok(answer) if answer.is_sound() => Verdict::Sound,
        _ => Verdict::Odd,
    }
}

/// A value as it is written; `None` if it is absent.
type Raw<'a> = Option<&'a RawValue>;

/// Keeps a `null` apart from an absent value.
fn raw<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Raw<'de>, D::Error> {
    <&RawValue>::deserialize(deserializer).map(Some)
}

#[derive(Deserialize)]
struct Answer<'a> {
    #[serde(borrow, default, deserialize_with = "raw")]
    id: Raw<'a>,
    #[serde(borrow, default, deserialize_with = "raw")]
    object: Raw<'a>,
    #[serde(borrow, default, deserialize_with = "raw")]
    created: Raw<'a>,
    #[serde(borrow, default, deserialize_with = "raw")]
    model: Raw<'a>,
    #[serde(borrow, default, deserialize_with = "raw")]
    error: Raw<'a>,
    #[serde(borrow, default)]
    choices: All<Choice<'a>>,
}

#[derive(Deserialize)]
struct Choice<'a> {
    #[serde(borrow, default, deserialize_with = "raw")]
    index: Raw<'a>,
    #[serde(borrow)]
    message: Message<'a>,
    #[serde(borrow, default, deserialize_with = "raw")]
    finish_reason: Raw<'a>,
}

#[derive(Deserialize)]
struct Message<'a> {
    #[serde(borrow, default, deserialize_with = "raw")]
    role: Raw<'a>,
    #[serde(borrow, default, deserialize_with = "raw")]
    content: Raw<'a>,
    #[serde(borrow, default)]
    tool_calls: All<ToolCall<'a>>,
}

#[derive(Deserialize)]
struct ToolCall<'a> {
    #[serde(borrow, default, deserialize_with = "raw")]
    id: Raw<'a>,
    #[serde(borrow, default, rename = "type", deserialize_with = "raw")]
    kind: Raw<'a>,
    #[serde(borrow, default)]
    function: Option<Function<'a>>,
}

#[derive(Deserialize)]
struct Function<'a> {
    #[serde(borrow, default, deserialize_with = "raw")]
    arguments: Raw<'a>,
}

/// Something that is sound or odd.
trait Judged {
    fn is_sound(&self) -> bool;
}

impl Judged for Answer<'_> {
    fn is_sound(&self) -> bool {
        is_name(self.id)
            && is(self.object, "\"chat.completion\"")
            && is_whole_number(self.created)
            && is_name(self.model)
            && (self.error.is_none() || is(self.error, "null"))
            && self.choices.count > 0
            && self.choices.sound
    }
}

impl Judged for Choice<'_> {
    fn is_sound(&self) -> bool {
        is_whole_number(self.index) && self.message.is_sound() && is_reason(self.finish_reason)
    }
}

impl Judged for Message<'_> {
    fn is_sound(&self) -> bool {
        is(self.role, "\"assistant\"")
            && (is_text(self.content) || is(self.content, "null"))
            && self.tool_calls.sound
    }
}

impl Judged for ToolCall<'_> {
    fn is_sound(&self) -> bool {
        let function = self.function.as_ref();
        let named = is_name(self.id) && is_text(self.kind);
        named && function.is_none_or(|function| is_text(function.arguments))
    }
}

/// The members of a list: how many, and whether all are sound. `null` has none.
struct All<T> {
    count: usize,
    sound: bool,
    members: PhantomData<T>,
}

impl<T> Default for All<T> {
    fn default() -> Self {
        Self { count: 0, sound: true, members: PhantomData }
    }
}

impl<'de, T: Deserialize<'de> + Judged> Deserialize<'de> for All<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Members(PhantomData))
    }
}

struct Members<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de> + Judged> Visitor<'de> for Members<T> {
    type Value = All<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_unit<E>(self) -> Result<All<T>, E> {
        Ok(All::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<All<T>, A::Error> {
        let mut all = All::default();
        while let Some(member) = seq.next_element::<T>()? {
            all.count += 1;
            all.sound &= member.is_sound();
        }
        Ok(all)
    }
}

fn is(raw: Raw<'_>, written: &str) -> bool {
    raw.is_some_and(|raw| raw.get() == written)
}

fn is_text(raw: Raw<'_>) -> bool {
    raw.is_some_and(|raw| raw.get().starts_with('"'))
}

/// A string that is not empty.
fn is_name(raw: Raw<'_>) -> bool {
    is_text(raw) && !is(raw, "\"\"")
}

fn is_whole_number(raw: Raw<'_>) -> bool {
    raw.is_some_and(|raw| raw.get().bytes().all(|b| b.is_ascii_digit()))
}

/// One of the five reasons there are.
fn is_reason(raw: Raw<'_>) -> bool {
    const REASONS: [&str; 5] =
        ["\"stop\"", "\"length\"", "\"tool_calls\"", "\"content_filter\"", "\"function_call\""];
    REASONS.iter().any(|reason| is(raw, reason))
}
