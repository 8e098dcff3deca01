//! A conversation without tools.

use osier_core::{Error, Request};

const FIELDS: [&str; 6] = [
    "tools",
    "tool_choice",
    "parallel_tool_calls",
    "functions",
    "function_call",
    "web_search_options",
];

/// Takes the tools out of the request, and whatever refers to them; whether there were any.
pub(super) fn take_out(request: &mut Request) -> Result<bool, Error> {
    let mut were_there = false;
    for name in FIELDS {
        were_there |= request.remove(name);
    }
    Ok(were_there)
}
