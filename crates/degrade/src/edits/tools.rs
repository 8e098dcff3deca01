//! A request without tools.

mod call;
mod conversation;
mod said;
mod turn;
mod words;

use osier_core::Request;
use serde_json::value::RawValue;

use super::put;

/// What tools the model may call.
const OFFERS: [&str; 3] = ["tools", "functions", "web_search_options"];
/// What is said about those, and rejected without them.
const SETTINGS: [&str; 3] = ["tool_choice", "parallel_tool_calls", "function_call"];

/// Takes the tools out of the request, and whatever refers to them; whether it needs less now: tools were
/// offered, or the conversation had calls or results.
pub(super) fn take_out(request: &mut Request) -> bool {
    let offered = take(request, &OFFERS);
    take(request, &SETTINGS);
    let told = told(request);
    if let Some(messages) = &told {
        put(request, "messages", messages);
    }
    offered || told.is_some()
}

/// Whether any of them was there. `null` says nothing, so it may stay: no request is written anew for it.
fn take(request: &mut Request, names: &[&str]) -> bool {
    names.iter().filter(|name| request.has(name) && request.remove(name)).count() > 0
}

/// The messages with calls and results told in words; `None` if there are none. A search of the bytes tells
/// most conversations without tools from those with.
fn told(request: &Request) -> Option<Box<RawValue>> {
    let messages = std::str::from_utf8(request.get("messages")?).ok()?;
    let names_tools = messages.contains("\"tool") || messages.contains("\"function");
    let told = names_tools.then(|| conversation::told(messages))??;
    RawValue::from_string(told).ok()
}
