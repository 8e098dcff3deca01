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
        let message = without_values(error.message());
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
        let begins = !before.ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let after = after.get(field.len()..).unwrap_or_default();
        begins && after.trim_start_matches(' ').starts_with('=')
    };
    match inside.match_indices(field).map(|(at, _)| at).find(|at| is_set(*at)) {
        Some(at) => section.start + at..section.start + at + field.len(),
        None => section,
    }
}

/// A message about a wrong type quotes the value, which may be a key.
fn without_values(message: &str) -> String {
    match message.split_once("string \"") {
        Some((before, after)) => match after.rsplit_once('"') {
            Some((_, after)) => format!("{before}string{after}"),
            None => before.to_owned(),
        },
        None => message.to_owned(),
    }
}

/// A message that names no field gets the one on whose line it stands.
fn named(text: &str, span: &Range<usize>, message: &str) -> String {
    let before = text.get(..span.start).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    let bare = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
    match line.split_once('=').map(|(field, _)| field.trim()) {
        Some(field) if !message.contains('`') && field.bytes().all(bare) => {
            format!("{field}: {message}")
        }
        _ => message.to_owned(),
    }
}
