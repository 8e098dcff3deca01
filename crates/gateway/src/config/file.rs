//! Reading a configuration file.

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
            Some(span) => Problem::at(path, text, span, message),
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
