//! The deltas of the dialect, as they are written.

use serde::Serialize;

#[derive(Serialize)]
pub(super) struct Role {
    role: &'static str,
    content: &'static str,
    /// Always `null`.
    refusal: (),
}

impl Role {
    pub(super) const ASSISTANT: Self = Self { role: "assistant", content: "", refusal: () };
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Said<'a> {
    Content(&'a str),
    ReasoningContent(&'a str),
    Refusal(&'a str),
}

#[derive(Serialize)]
pub(super) struct Calls<'a> {
    tool_calls: [Call<'a>; 1],
}

#[derive(Serialize)]
struct Call<'a> {
    index: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    function: Function<'a>,
}

#[derive(Serialize)]
struct Function<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    arguments: &'a str,
}

impl<'a> Calls<'a> {
    pub(super) fn begin(index: u32, id: &'a str, name: &'a str) -> Self {
        let function = Function { name: Some(name), arguments: "" };
        Self { tool_calls: [Call { index, id: Some(id), kind: Some("function"), function }] }
    }

    pub(super) fn more(index: u32, arguments: &'a str) -> Self {
        let function = Function { name: None, arguments };
        Self { tool_calls: [Call { index, id: None, kind: None, function }] }
    }
}

/// Nothing, as at the end of a choice.
#[derive(Serialize)]
pub(super) struct Nothing {}
