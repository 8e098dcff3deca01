//! Names that came from outside, in errors.

#[cfg(test)]
mod tests;

use super::mask;

/// Names longer than this, in bytes, are not repeated.
const MAX_NAME: usize = 64;

/// A name as errors may show it: an identifier of at most 64 bytes, else `?`, so that nobody's
/// content or key travels in the place of a name.
///
/// ```
/// use osier_core::adapter::shown;
///
/// assert_eq!(shown("tools.0.strict"), "tools.0.strict");
/// assert_eq!(shown("tell nobody"), "?");
/// ```
#[must_use]
pub fn shown(name: &str) -> &str {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'/');
    let fits = (1..=MAX_NAME).contains(&name.len()) && name.bytes().all(plain);
    if fits && mask(name, None) == name { name } else { "?" }
}
