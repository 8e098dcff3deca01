//! The longest answer.

use osier_core::{Error, Request};

const NAMES: [&str; 2] = ["max_completion_tokens", "max_tokens"];

/// Lowers whichever ceilings the request has. One that has none gets `max_tokens`: every server knows that
/// name, and what rejects it is asked once more by the newer one.
pub(super) fn lower(request: &mut Request, most: u32) -> Result<(), Error> {
    let given: Vec<_> = NAMES.into_iter().filter(|name| request.has(name)).collect();
    if given.is_empty() {
        return request.set("max_tokens", &most);
    }
    for name in given {
        if request.read::<u64>(name)?.is_some_and(|asked| asked > u64::from(most)) {
            request.set(name, &most)?;
        }
    }
    Ok(())
}
