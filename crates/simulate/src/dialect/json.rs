//! JSON whose members stay in the order they are written in, as providers send it.

use osier_core::Usage;

/// A string as JSON.
pub(super) fn text(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A string as JSON, or `null`.
pub(super) fn maybe(value: Option<&str>) -> String {
    value.map_or_else(|| "null".to_owned(), text)
}

/// The pieces of a text as one JSON string, or `null` if there is none.
pub(super) fn joined(pieces: &[String]) -> String {
    maybe((!pieces.is_empty()).then(|| pieces.concat()).as_deref())
}

/// `arguments` as they are if they are JSON, else an empty object.
pub(super) fn object(arguments: &str) -> &str {
    match serde_json::from_str::<serde::de::IgnoredAny>(arguments) {
        Ok(_) => arguments,
        Err(_) => "{}",
    }
}

/// Usage, as OpenAI writes it.
pub(super) fn usage(usage: &Usage) -> String {
    let Usage { prompt, completion, cached, cache_write, reasoning } = usage;
    let total = usage.total();
    let written = match cache_write {
        0 => String::new(),
        tokens => format!(r#","cache_write_tokens":{tokens}"#),
    };
    format!(
        r#"{{"prompt_tokens":{prompt},"completion_tokens":{completion},"total_tokens":{total},"prompt_tokens_details":{{"cached_tokens":{cached}{written}}},"completion_tokens_details":{{"reasoning_tokens":{reasoning}}}}}"#
    )
}
