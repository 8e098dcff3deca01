//! Where the answer must stop.

use osier_core::adapter::translate;
use osier_core::{Error, Request};

/// Reads `stop`: one sequence, or several. Those of white space alone are left out, as the provider
/// rejects them.
pub(super) fn read(request: &Request) -> Result<Vec<String>, Error> {
    let mut sequences = translate::stop(request)?;
    sequences.retain(|sequence| !sequence.trim().is_empty());
    Ok(sequences)
}
