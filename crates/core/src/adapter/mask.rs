//! Hiding keys in what providers say: some quote the one they refuse.

#[cfg(test)]
mod tests;

use crate::Secret;

const HIDDEN: &str = "***";

/// How the keys of known providers begin, and JSON web tokens.
const PREFIXES: [&str; 5] = ["sk-", "sk_", "gsk_", "pk-", "eyJ"];

/// An own key shorter than this could be a word, and is left.
const SHORTEST_KEY: usize = 8;

/// The text with `key`, everything that begins like a key, and bearer tokens replaced by `***`.
///
/// An adapter does so with whatever the provider said before it becomes a
/// [`provider_message`](crate::Error::provider_message). A `key` of fewer than 8 bytes could be a
/// word, and is left.
///
/// ```
/// use osier_core::adapter::mask;
///
/// assert_eq!(mask("Incorrect API key provided: sk-abc1.", None), "Incorrect API key provided: ***.");
/// ```
#[must_use]
pub fn mask(text: &str, key: Option<&Secret>) -> String {
    let text = match key.map(|key| key.reveal().trim()).filter(|key| key.len() >= SHORTEST_KEY) {
        Some(key) => text.replace(key, HIDDEN),
        None => text.to_owned(),
    };
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    let mut inside_word = false;
    while let Some(c) = rest.chars().next() {
        let secret = if inside_word { None } else { secret_at(rest) };
        let taken = match secret {
            Some((kept, end)) => {
                out.push_str(rest.get(..kept).unwrap_or_default());
                out.push_str(HIDDEN);
                end
            }
            None => {
                out.push(c);
                c.len_utf8()
            }
        };
        inside_word = secret.is_none() && c.is_ascii_alphanumeric();
        rest = rest.get(taken..).unwrap_or_default();
    }
    out
}

/// The secret at the start of the text: how much before it is kept, and where it ends.
fn secret_at(text: &str) -> Option<(usize, usize)> {
    bearer_token(text).or_else(|| {
        let prefix = PREFIXES.iter().find(|prefix| text.starts_with(**prefix))?;
        let end = end_of(text, |c| c.is_ascii_alphanumeric() || "-_.*".contains(c));
        let end = text.get(..end)?.trim_end_matches('.').len();
        (end > prefix.len()).then_some((0, end))
    })
}

/// `Bearer`, a space, and something that looks less like a word than like a token.
fn bearer_token(text: &str) -> Option<(usize, usize)> {
    const SCHEME: &str = "bearer ";
    let scheme = text.get(..SCHEME.len())?;
    let token = text.get(SCHEME.len()..)?;
    let end = end_of(token, |c| c.is_ascii_graphic() && !"\"',;<>".contains(c));
    let token = token.get(..end)?;
    let looks_like_one = token.len() >= 20 || token.bytes().any(|b| b.is_ascii_digit());
    (scheme.eq_ignore_ascii_case(SCHEME) && looks_like_one)
        .then_some((SCHEME.len(), SCHEME.len() + end))
}

fn end_of(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c: char| !belongs(c)).unwrap_or(text.len())
}
