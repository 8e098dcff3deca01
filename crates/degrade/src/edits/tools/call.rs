//! Calls the assistant made earlier.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::words::{called, inside};

/// A call, as far as words need it.
pub(super) struct Call<'a> {
    /// Its identity as it is written, which its result refers to.
    pub(super) id: Option<&'a str>,
    /// The tool.
    pub(super) name: Option<&'a RawValue>,
    /// What it was given.
    arguments: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Wire<'a> {
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    #[serde(borrow)]
    function: Option<Function<'a>>,
    #[serde(borrow)]
    custom: Option<Function<'a>>,
}

#[derive(Deserialize)]
struct Function<'a> {
    #[serde(borrow)]
    name: Option<&'a RawValue>,
    #[serde(borrow, alias = "input")]
    arguments: Option<&'a RawValue>,
}

impl<'a> Call<'a> {
    /// Reads `tool_calls`; `None` if they are no list of objects.
    pub(super) fn read_list(list: &'a RawValue) -> Option<Vec<Self>> {
        let list: Vec<&RawValue> = serde_json::from_str(list.get()).ok()?;
        list.into_iter().map(Self::read).collect()
    }

    /// Reads `function_call`, the older form, which has no identity.
    pub(super) fn read_function(function: &'a RawValue) -> Option<Self> {
        let Function { name, arguments } = serde_json::from_str(function.get()).ok()?;
        Some(Self { id: None, name, arguments })
    }

    /// In words.
    pub(super) fn words(&self) -> String {
        let name = self.name.map(inside);
        called(name.as_deref(), &self.arguments.map(inside).unwrap_or_default())
    }

    /// Of a kind that nobody has heard of, the whole call is what was given.
    fn read(call: &'a RawValue) -> Option<Self> {
        let Wire { id, function, custom } = serde_json::from_str(call.get()).ok()?;
        let unheard_of = Function { name: None, arguments: Some(call) };
        let Function { name, arguments } = function.or(custom).unwrap_or(unheard_of);
        Some(Self { id: id.map(RawValue::get), name, arguments })
    }
}
