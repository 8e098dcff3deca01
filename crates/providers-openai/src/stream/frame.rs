//! Events that differ from one before them in their text alone.

use bytes::Bytes;
use memchr::{memchr2, memmem};

/// Where the strings begin that differ from event to event: the text, and the padding by which
/// OpenAI hides its length.
const TEXT: &[u8] = b"\"content\":\"";
const PADDING: &[u8] = b"\"obfuscation\":\"";

/// What surrounds the text of an event that was found sound. Another event with the same
/// surroundings is the same JSON but for the words in one or two strings, so what was found of the
/// shape of the first holds for it too.
#[derive(Default)]
pub(super) struct Frame(Option<Bytes>);

impl Frame {
    /// Remembers an event that was found sound.
    pub(super) fn learn(&mut self, data: &Bytes) {
        self.0 = around_text(data).is_some().then(|| data.clone());
    }

    /// Whether an event differs from the remembered one in words alone. It must have been read as
    /// JSON already.
    pub(super) fn fits(&self, data: &[u8]) -> bool {
        let known = self.0.as_deref().and_then(around_text);
        known.is_some_and(|known| around_text(data) == Some(known))
    }
}

/// An event without its words. In JSON each of the two marks ends inside a string, wherever it
/// stands; so what follows, up to the next quote, are words, if nothing in them is escaped.
fn around_text(data: &[u8]) -> Option<[&[u8]; 3]> {
    let (head, rest) = cut_words(data, TEXT)?;
    Some(match cut_words(rest, PADDING) {
        Some((middle, tail)) => [head, middle, tail],
        None => [head, rest, b""],
    })
}

/// What precedes the words after a mark, and what follows them.
fn cut_words<'a>(data: &'a [u8], mark: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let (head, rest) = data.split_at_checked(memmem::find(data, mark)? + mark.len())?;
    let (words, tail) = rest.split_at_checked(memchr2(b'"', b'\\', rest)?)?;
    let plain = tail.starts_with(b"\"") && std::str::from_utf8(words).is_ok();
    plain.then_some((head, tail))
}
