//! Reading a configuration file.

use std::ops::Range;
use std::path::Path;

use super::validate::validate;
use super::{Config, Problem};

/// Reads and checks a file, offline.
///
/// # Errors
///
/// The first mistake found: the file cannot be read, is not TOML, has an unknown or misshapen
/// field, or does not make sense.
pub fn load(path: &Path) -> Result<Config, Problem> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Problem::in_file(path, format!("cannot be read: {error}")))?;
    parse(path, &text)
}

/// The same for text that is already there; `path` only names it.
pub(super) fn parse(path: &Path, text: &str) -> Result<Config, Problem> {
    let config: Config = toml::from_str(text).map_err(|error| {
        let message = in_words(error.message());
        match error.span() {
            Some(span) => {
                let message = named(text, &span, &message);
                Problem::at(path, text, span, message)
            }
            None => Problem::in_file(path, message),
        }
    })?;
    validate(&config).map_err(|wrong| {
        let span = match wrong.field {
            Some(field) => field_in_section(text, wrong.span, field),
            None => wrong.span,
        };
        Problem::at(path, text, span, wrong.message)
    })?;
    Ok(config)
}

/// Where the field is set in the section that begins at these bytes; the section itself, if it is not
/// set there.
fn field_in_section(text: &str, section: Range<usize>, field: &str) -> Range<usize> {
    let rest = text.get(section.start..).unwrap_or_default();
    let next = rest.match_indices("\n[").map(|(at, _)| at).next().unwrap_or(rest.len());
    let inside = rest.get(..next).unwrap_or_default();
    let is_set = |at: usize| {
        let (before, after) = inside.split_at(at);
        let line = before.rsplit('\n').next().unwrap_or_default();
        let begins =
            !before.ends_with(|c: char| c.is_alphanumeric() || c == '_') && !line.contains('#');
        let after = after.get(field.len()..).unwrap_or_default();
        begins && after.trim_start_matches(' ').starts_with('=')
    };
    match inside.match_indices(field).map(|(at, _)| at).find(|at| is_set(*at)) {
        Some(at) => section.start + at..section.start + at + field.len(),
        None => section,
    }
}

/// What was expected, in words for a person. A message about a wrong type or value quotes the value,
/// which may be a key: that part is left out.
fn in_words(message: &str) -> String {
    let quotes = message.starts_with("invalid ") || message.starts_with("unknown variant ");
    let expected = match message.rsplit_once(", expected ") {
        Some((_, expected)) if quotes => expected,
        _ => return without_values(message),
    };
    let words = match expected {
        "u8" => "a whole number from 0 to 255",
        "u16" => "a whole number from 0 to 65535",
        "u32" => "a whole number from 0 to 4294967295",
        "u64" | "usize" => "a whole number, 0 or more",
        "a nonzero u32" | "a nonzero usize" => "a whole number, 1 or more",
        "f64" => "a number",
        "a boolean" => "true or false",
        "a sequence" => "a list",
        other if other.starts_with("struct ") => "a section",
        other => other,
    };
    format!("expected {words}")
}

fn without_values(message: &str) -> String {
    match message.split_once("string \"") {
        Some((before, after)) => match after.rsplit_once('"') {
            Some((_, after)) => format!("{before}string{after}"),
            None => before.to_owned(),
        },
        None => message.to_owned(),
    }
}

/// The message with the name of the field whose value it is about; one about names has its own.
fn named(text: &str, span: &Range<usize>, message: &str) -> String {
    let before = text.get(..span.start).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    let just_before = line.trim_end().strip_suffix('=').map(last_key);
    let first = || line.split_once('=').map(|(key, _)| last_key(key));
    let field = just_before.or_else(|| first().filter(|_| !message.contains(" field `")));
    match field {
        Some(field) if !field.is_empty() => format!("{field}: {message}"),
        _ => message.to_owned(),
    }
}

/// The bare key, dotted or not, at the end of this text.
fn last_key(text: &str) -> &str {
    let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let text = text.trim_end();
    text.get(text.trim_end_matches(bare).len()..).unwrap_or_default()
}
