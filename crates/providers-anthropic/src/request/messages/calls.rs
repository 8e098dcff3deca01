//! Calls the assistant made earlier.

#[cfg(test)]
mod tests;

use osier_core::Error;
use osier_core::adapter::translate::{self, Called, Object, misshapen};

use super::Block;

/// Reads the `tool_calls` of a message.
pub(super) fn read_calls<'a>(message: &mut Object<'_>) -> Result<Vec<Block<'a>>, Error> {
    translate::calls(message)?.into_iter().map(block).collect()
}

/// An identity as the provider takes it: letters, digits, `_` and `-`. What another provider put
/// there besides becomes `_`, in the call as in its result. `None` if it is empty.
pub(super) fn wire_id(id: &str) -> Option<String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    (!id.is_empty()).then(|| id.replace(|c| !fits(c), "_"))
}

fn block<'a>(call: Called) -> Result<Block<'a>, Error> {
    let Called { id, name, arguments: input, .. } = call;
    let id = wire_id(&id)
        .ok_or_else(|| misshapen("messages.tool_calls.id", "expected a non-empty string"))?;
    Ok(Block::ToolUse { id, name, input })
}
