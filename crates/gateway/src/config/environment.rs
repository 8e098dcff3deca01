//! `${NAME}` in a value stands for an environment variable.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error};

/// A string in which `${NAME}` has been replaced. It may hold a key, so it never shows itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Interpolated(String);

impl Interpolated {
    /// A value that needs no replacing.
    #[must_use]
    pub fn plain(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// The value.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Interpolated {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        expand(&text, |name| std::env::var(name).ok()).map(Self).map_err(D::Error::custom)
    }
}

impl fmt::Debug for Interpolated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// Replaces every `${NAME}`.
pub(super) fn expand(
    text: &str,
    variable: impl Fn(&str) -> Option<String>,
) -> Result<String, String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        let (name, after) =
            after.split_once('}').ok_or_else(|| "expected `}` after `${`".to_owned())?;
        let value = variable(name).filter(|value| !value.is_empty());
        out.push_str(before);
        out.push_str(&value.ok_or_else(|| {
            format!("the environment variable `{name}` is not set; set it, or write the value here")
        })?);
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}
