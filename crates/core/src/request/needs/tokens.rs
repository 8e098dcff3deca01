//! The fewest tokens that a text can have.

/// More ideographs than any vocabulary has in one token.
const LONGEST_OF_IDEOGRAPHS: u64 = 16;

/// The fewest tokens that a text can have, whatever tokenizer reads it.
///
/// Each word between white space counts as one token. The tokenizers in use split a text at white space
/// before they look for tokens, and join runs of white space or of one sign to a single one, so a bound
/// on the bytes of a token would not hold. Chinese has no white space: sixteen ideographs count as one
/// token, more than the longest in a vocabulary. English prose has some 1.3 times as many tokens.
///
/// ```
/// assert_eq!(osier_core::least_tokens("What bends, does not break."), 5);
/// ```
#[must_use]
pub fn least_tokens(text: &str) -> u64 {
    text.split_whitespace().map(of_word).sum()
}

fn of_word(word: &str) -> u64 {
    // The first bytes of U+4000 to U+9FFF. Kana are not among them: one sign repeated may be one token.
    let is_ideograph = |byte: &&u8| matches!(byte, 0xe4..=0xe9);
    let ideographs = word.as_bytes().iter().filter(is_ideograph).count() as u64;
    (ideographs / LONGEST_OF_IDEOGRAPHS).max(1)
}
