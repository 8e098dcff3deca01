//! Images, sounds and files that are written into the messages as base64.

use memchr::{memchr, memchr2, memmem};

/// A shorter string weighs nothing, whatever it is.
const LEAST: usize = 256;

/// How many there are, and how many bytes they take up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Blobs {
    pub(super) count: usize,
    pub(super) bytes: usize,
}

impl Blobs {
    /// Those of a JSON value. Where nothing announces one, two searches say so.
    pub(super) fn of(json: &[u8]) -> Self {
        const SIGNS: [&[u8]; 2] = [b"data:", b"\"input_audio\""];
        let mut blobs = Self::default();
        if json.len() <= LEAST || SIGNS.iter().all(|sign| memmem::find(json, sign).is_none()) {
            return blobs;
        }
        for text in strings(json).filter(|text| is_blob(text)) {
            blobs.count += 1;
            blobs.bytes += text.len();
        }
        blobs
    }
}

/// What stands between quotation marks, escapes and all.
fn strings(json: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = json;
    std::iter::from_fn(move || {
        let inside = rest.get(memchr(b'"', rest)? + 1..)?;
        let (text, after) = inside.split_at_checked(end(inside)?)?;
        rest = after.get(1..)?;
        Some(text)
    })
}

/// Where the quotation mark stands that no backslash escapes.
fn end(text: &[u8]) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + memchr2(b'"', b'\\', text.get(from..)?)?;
        match text.get(at)? {
            b'"' => return Some(at),
            _ => from = at + 2,
        }
    }
}

/// Whether it begins as base64 does, be it in a `data:` URL. The rest is taken on trust: no prose has so
/// many bytes without a space.
fn is_blob(text: &[u8]) -> bool {
    let data = match text.strip_prefix(b"data:") {
        Some(url) => memchr(b',', url).and_then(|comma| url.get(comma + 1..)).unwrap_or(url),
        None => text,
    };
    let is_base64 = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/-_=\\".contains(byte);
    text.len() > LEAST && data.iter().take(LEAST).all(is_base64)
}
