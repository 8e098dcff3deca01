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
    validate(&config).map_err(|wrong| Problem::at(path, text, wrong.span, wrong.message))?;
    Ok(config)
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
