//! The words for calls and results. All text here is the inside of a JSON string, so that what a caller
//! wrote goes on as it was written, escapes and all.

use std::borrow::Cow;

use serde_json::Value;
use serde_json::value::RawValue;

/// Between what is said one after the other: a blank line.
pub(super) const APART: &str = r"\n\n";
/// Ends a result that is no text.
pub(super) const END: &str = "]";

/// What gave a result that answers no known call.
const THE_TOOL: &str = "the tool";

/// `[called get_weather with {"city":"Oslo"}]`
pub(super) fn called(name: Option<&str>, arguments: &str) -> String {
    let name = name.unwrap_or("a tool");
    if arguments.is_empty() {
        format!("[called {name}]")
    } else {
        format!("[called {name} with {arguments}]")
    }
}

/// `[get_weather gave: 4 degrees]`
pub(super) fn gave(name: Option<&str>, result: &str) -> String {
    let name = name.unwrap_or(THE_TOOL);
    if result.is_empty() {
        format!("[{name} gave nothing]")
    } else {
        format!("[{name} gave: {result}]")
    }
}

/// `[get_map gave:`, before what is no text; after it comes the [`END`].
pub(super) fn gave_what_follows(name: Option<&str>) -> String {
    format!("[{} gave:", name.unwrap_or(THE_TOOL))
}

/// The inside of a string; of any other value, its JSON as text.
pub(super) fn inside(json: &RawValue) -> Cow<'_, str> {
    match within_quotes(json.get()) {
        Some(text) => Cow::Borrowed(text),
        None => Cow::Owned(escaped(json.get())),
    }
}

/// A text as the inside of a string.
pub(super) fn escaped(text: &str) -> String {
    let quoted = Value::from(text).to_string();
    within_quotes(&quoted).unwrap_or_default().to_owned()
}

fn within_quotes(json: &str) -> Option<&str> {
    json.strip_prefix('"')?.strip_suffix('"')
}
