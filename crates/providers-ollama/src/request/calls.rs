//! Calls the assistant made earlier.

use osier_core::Error;
use osier_core::adapter::translate::{self, Called, Object};
use serde::Serialize;
use serde_json::value::RawValue;

/// A call as the server reads it.
#[derive(Serialize)]
pub(super) struct Call {
    pub(super) id: String,
    pub(super) function: Function,
}

/// What is called.
#[derive(Serialize)]
pub(super) struct Function {
    index: usize,
    pub(super) name: String,
    arguments: Box<RawValue>,
}

/// Reads the `tool_calls` of a message.
pub(super) fn read_calls(message: &mut Object<'_>) -> Result<Vec<Call>, Error> {
    let calls = translate::calls(message)?.into_iter().enumerate();
    Ok(calls.map(|(index, call)| Call::of(index, call)).collect())
}

impl Call {
    fn of(index: usize, call: Called) -> Self {
        let Called { id, name, arguments, .. } = call;
        Self { id, function: Function { index, name, arguments } }
    }
}
