//! What stands in an answer, whole or one event of it.

use std::borrow::Cow;

use osier_core::FinishReason;
use serde::de::{IgnoredAny, MapAccess};

use super::Unworthy;
use super::object::{Members, Object, Value};

/// What was seen in an answer.
#[derive(Default)]
pub(super) struct Look {
    choices: Vec<Object<Choice>>,
    fails: bool,
    loses: bool,
}

/// What was seen in one of its choices.
#[derive(Default)]
struct Choice {
    index: u32,
    finish: Option<FinishReason>,
    said: Said,
    fails: bool,
    loses: bool,
}

/// What was seen in a message, or in a piece of one.
#[derive(Default)]
struct Said {
    speaks: bool,
    refuses: bool,
    calls: bool,
    loses: bool,
}

/// What was seen in a call, and in the function of one: whether it has anything that is not carried.
#[derive(Default)]
struct Call(bool);
#[derive(Default)]
struct Function(bool);

impl Look {
    /// `None` if this is no answer.
    pub(super) fn at(json: &[u8]) -> Option<Self> {
        Some(serde_json::from_slice::<Object<Self>>(json).ok()?.0)
    }

    /// Whether nothing in it speaks against storing it.
    pub(super) fn allowed(&self, tools: bool) -> Result<(), Unworthy> {
        let is_bad = |choice: &Choice| choice.fails || choice.finish.is_some_and(is_abnormal);
        let refused = [
            (self.fails || self.any(is_bad), Unworthy::Unfinished),
            (self.any(|choice| choice.said.refuses), Unworthy::Refusal),
            (!tools && self.any(Choice::calls), Unworthy::ToolCalls),
        ];
        refused.into_iter().find(|(is_so, _)| *is_so).map_or(Ok(()), |(_, reason)| Err(reason))
    }

    /// Whether all of it is there.
    pub(super) fn complete(&self) -> Result<(), Unworthy> {
        let is_empty = |choice: &Choice| !choice.said.speaks && !choice.said.calls;
        if self.choices.is_empty() || self.any(|choice| choice.finish.is_none()) {
            return Err(Unworthy::Unfinished);
        }
        if self.any(is_empty) { Err(Unworthy::Empty) } else { Ok(()) }
    }

    /// Whether there is more in it than events carry, or than can be put together from them.
    pub(super) fn loses(&self) -> bool {
        self.loses || self.any(|choice| choice.loses || choice.said.loses)
    }

    /// Whether its events would carry all of it, and keep its choices apart.
    pub(super) fn replays(&self) -> bool {
        let mut indices: Vec<_> = self.choices.iter().map(|choice| choice.0.index).collect();
        indices.sort_unstable();
        !self.loses() && indices.is_sorted_by(|one, next| one < next)
    }

    fn any(&self, is_so: impl Fn(&Choice) -> bool) -> bool {
        self.choices.iter().any(|choice| is_so(&choice.0))
    }
}

impl Choice {
    fn calls(&self) -> bool {
        let by_name = [FinishReason::ToolCalls, FinishReason::FunctionCall];
        self.said.calls || self.finish.is_some_and(|finish| by_name.contains(&finish))
    }
}

fn is_abnormal(finish: FinishReason) -> bool {
    match finish {
        FinishReason::ContentFilter | FinishReason::Error | FinishReason::Other => true,
        FinishReason::Stop
        | FinishReason::Length
        | FinishReason::ToolCalls
        | FinishReason::FunctionCall => false,
    }
}

impl Members for Look {
    fn member<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        match name {
            "choices" => self.choices = map.next_value::<Option<_>>()?.unwrap_or_default(),
            "error" => self.fails |= map.next_value::<Value>()?.is_something(),
            name if describes_an_answer(name) => skip(map)?,
            _ => self.loses |= map.next_value::<Value>()?.is_something(),
        }
        Ok(())
    }
}

fn describes_an_answer(name: &str) -> bool {
    const NAMES: [&str; 13] = [
        "id",
        "object",
        "created",
        "model",
        "usage",
        "system_fingerprint",
        "service_tier",
        "obfuscation",
        "provider",
        "timings",
        "time_info",
        "prompt_filter_results",
        "metadata",
    ];
    name.starts_with("x_") || NAMES.contains(&name)
}

fn describes_a_choice(name: &str) -> bool {
    const NAMES: [&str; 6] = [
        "native_finish_reason",
        "content_filter_results",
        "content_filter_offsets",
        "seed",
        "usage",
        "text",
    ];
    NAMES.contains(&name)
}

impl Members for Choice {
    fn member<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        match name {
            "index" => self.index = map.next_value::<Option<_>>()?.unwrap_or_default(),
            "message" | "delta" => self.said = map.next_value::<Object<_>>()?.0,
            "finish_reason" => {
                let reason = map.next_value::<Option<Cow<'de, str>>>()?;
                let reason = reason.filter(|name| !name.is_empty());
                self.finish = reason.map(|name| FinishReason::from_name(&name));
            }
            "error" => self.fails |= map.next_value::<Value>()?.is_something(),
            name if describes_a_choice(name) => skip(map)?,
            "stop_reason" | "matched_stop" => {
                self.loses |= map.next_value::<Value>()? == Value::Something;
            }
            _ => self.loses |= map.next_value::<Value>()?.is_something(),
        }
        Ok(())
    }
}

impl Members for Said {
    fn member<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        match name {
            "content" => self.speaks |= map.next_value::<Value>()?.is_something(),
            "refusal" => self.refuses |= map.next_value::<Value>()?.is_something(),
            "tool_calls" => {
                let calls = map.next_value::<Option<Vec<Object<Call>>>>()?.unwrap_or_default();
                self.calls |= !calls.is_empty();
                self.loses |= calls.iter().any(|call| call.0.0);
            }
            "function_call" => {
                let is_there = map.next_value::<Value>()?.is_something();
                self.calls |= is_there;
                self.loses |= is_there;
            }
            "role" | "reasoning_content" | "reasoning" | "obfuscation" | "token_id" => skip(map)?,
            _ => {
                let is_there = map.next_value::<Value>()?.is_something();
                self.speaks |= is_there;
                self.loses |= is_there;
            }
        }
        Ok(())
    }
}

impl Members for Call {
    fn member<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        match name {
            "index" | "id" => skip(map)?,
            "type" => {
                let kind = map.next_value::<Option<Cow<'de, str>>>()?;
                self.0 |= kind.is_some_and(|kind| !kind.is_empty() && kind != "function");
            }
            "function" => self.0 |= map.next_value::<Object<Function>>()?.0.0,
            _ => self.0 |= map.next_value::<Value>()?.is_something(),
        }
        Ok(())
    }
}

impl Members for Function {
    fn member<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        match name {
            "name" | "arguments" => skip(map),
            _ => {
                self.0 |= map.next_value::<Value>()?.is_something();
                Ok(())
            }
        }
    }
}

fn skip<'de, A: MapAccess<'de>>(map: &mut A) -> Result<(), A::Error> {
    map.next_value::<IgnoredAny>().map(drop)
}
