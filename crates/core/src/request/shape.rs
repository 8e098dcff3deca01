//! What is wrong with a value, said without quoting it.

#[cfg(test)]
mod tests;

use serde_json::error::Category;

/// How those of serde's messages begin that end with what a type expects. They quote the value before
/// that; other messages may quote it anywhere.
const QUOTING: [&str; 5] = [
    "invalid type: ",
    "invalid value: ",
    "invalid length ",
    "unknown variant `",
    "unknown field `",
];
/// Where in them the type begins to speak.
const EXPECTED: &str = ", expected ";

/// Says where and what was expected.
pub(super) fn wrong_shape(error: &serde_json::Error) -> String {
    let what = match error.classify() {
        Category::Data => {
            let text = error.to_string();
            if let Some(told) = missing(&text).or_else(|| expected(&text)) {
                return told.to_owned();
            }
            "wrong type"
        }
        _ => "not valid JSON",
    };
    match (error.line(), error.column()) {
        // Some types look at a value only after it was read.
        (0, _) => what.to_owned(),
        (line, column) => format!("{what} (line {line}, column {column})"),
    }
}

/// The name of a missing field is the type's, not the value's.
fn missing(text: &str) -> Option<&str> {
    text.starts_with("missing field `").then_some(text)
}

/// What the type expected. The value may hold the very words that lead to it, so the last of them
/// count; where nothing is expected, the last ones can only be the value's.
fn expected(text: &str) -> Option<&str> {
    let quoting = QUOTING.iter().any(|start| text.starts_with(start));
    if !quoting || text.contains("`, there are no ") {
        return None;
    }
    let (before, expected) = text.rsplit_once(EXPECTED)?;
    text.get(before.len() + ", ".len()..).filter(|_| !expected.is_empty())
}
