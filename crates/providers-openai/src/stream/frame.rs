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
pub(super) struct Frame(Option<Around>);

/// An event without its words; without padding, only what precedes and what follows the text.
struct Around {
    head: Bytes,
    middle: Bytes,
    tail: Option<Bytes>,
}

impl Frame {
    /// Remembers an event that was found sound.
    pub(super) fn learn(&mut self, data: &Bytes) {
        self.0 = Around::text_of(data);
    }

    /// Whether an event differs from the remembered one in words alone. It must have been read as
    /// JSON already.
    pub(super) fn fits(&self, data: &[u8]) -> bool {
        self.0.as_ref().is_some_and(|around| around.fits(data).is_some())
    }
}

impl Around {
    /// In JSON each of the two marks ends inside a string, wherever it stands; so what follows, up
    /// to the next quote, are words, if nothing in them is escaped.
    fn text_of(data: &Bytes) -> Option<Self> {
        let (head, rest) = cut_words(data, TEXT)?;
        let (middle, tail) = match cut_words(rest, PADDING) {
            Some((middle, tail)) => (middle, Some(data.slice_ref(tail))),
            None => (rest, None),
        };
        Some(Self { head: data.slice_ref(head), middle: data.slice_ref(middle), tail })
    }

    fn fits(&self, data: &[u8]) -> Option<()> {
        let rest = after_words(data.strip_prefix(&*self.head)?)?;
        let rest = match &self.tail {
            Some(tail) => after_words(rest.strip_prefix(&*self.middle)?)?.strip_prefix(&**tail)?,
            None => rest.strip_prefix(&*self.middle)?,
        };
        rest.is_empty().then_some(())
    }
}

/// What precedes the words after a mark, and what follows them.
fn cut_words<'a>(data: &'a [u8], mark: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let (head, rest) = data.split_at_checked(memmem::find(data, mark)? + mark.len())?;
    Some((head, after_words(rest)?))
}

/// What follows the words, from the quote that ends them.
fn after_words(data: &[u8]) -> Option<&[u8]> {
    let (words, tail) = data.split_at_checked(memchr2(b'"', b'\\', data)?)?;
    let plain = tail.starts_with(b"\"") && std::str::from_utf8(words).is_ok();
    plain.then_some(tail)
}
