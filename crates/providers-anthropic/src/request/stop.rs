//! Where the answer must stop.

use osier_core::{Error, Request};
use serde_json::Value;

use crate::object::misshapen;

/// Reads `stop`: one sequence, or several. Those of white space alone are left out, as the provider
/// rejects them.
pub(super) fn read(request: &Request) -> Result<Vec<String>, Error> {
    let stop = request.read::<Value>("stop")?.unwrap_or(Value::Null);
    let mut sequences = match stop {
        Value::Null => Vec::new(),
        Value::String(sequence) => vec![sequence],
        list => serde_json::from_value::<Vec<String>>(list)
            .map_err(|_| misshapen("stop", "expected a string or a list of strings"))?,
    };
    sequences.retain(|sequence| !sequence.trim().is_empty());
    Ok(sequences)
}
