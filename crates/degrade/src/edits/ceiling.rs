//! The longest answer.

use osier_core::Request;

use super::put;

const NAMES: [&str; 2] = ["max_completion_tokens", "max_tokens"];

/// Lowers whichever ceilings the request has. One that has none gets `max_tokens`: every server knows that
/// name, and what rejects it is asked once more by the newer one. What is no number stays: whoever is asked
/// says what is wrong with it.
pub(super) fn lower(request: &mut Request, most: u32) {
    let given: Vec<_> = NAMES.into_iter().filter(|name| request.has(name)).collect();
    if given.is_empty() {
        return put(request, "max_tokens", &most);
    }
    for name in given {
        // Of any size and with any fraction: what a whole number of 64 bits cannot hold is still too much.
        let asked = request.read::<f64>(name).ok().flatten();
        if asked.is_some_and(|asked| asked > f64::from(most)) {
            put(request, name, &most);
        }
    }
}
