//! One event as a record of server-sent events.

use bytes::{BufMut, BytesMut};

/// Writes `data: <one line of JSON>` and the empty line.
///
/// A line feed can only stand between the tokens of JSON, where a space says the same. The line
/// separators of Unicode can stand inside strings, and some readers split lines at them; they are
/// escaped there.
pub(super) fn write(out: &mut BytesMut, json: &[u8]) {
    out.reserve(json.len() + 8);
    out.put_slice(b"data: ");
    let mut rest = json;
    while let Some(at) = next_suspect(rest) {
        let (before, suspect) = rest.split_at(at);
        out.put_slice(before);
        let (replacement, length) = replace(suspect);
        out.put_slice(replacement.unwrap_or_else(|| suspect.get(..length).unwrap_or_default()));
        rest = suspect.get(length..).unwrap_or_default();
    }
    out.put_slice(rest);
    out.put_slice(b"\n\n");
}

/// Where a byte stands with which one of the forbidden sequences begins.
fn next_suspect(json: &[u8]) -> Option<usize> {
    let line = memchr::memchr2(b'\n', b'\r', json);
    let wide = memchr::memchr2(0xe2, 0xc2, json);
    match (line, wide) {
        (Some(line), Some(wide)) => Some(line.min(wide)),
        (line, wide) => line.or(wide),
    }
}

/// What to write instead of the sequence at the start, and how long it is.
fn replace(suspect: &[u8]) -> (Option<&'static [u8]>, usize) {
    match suspect {
        [b'\n' | b'\r', ..] => (Some(b" "), 1),
        [0xe2, 0x80, 0xa8, ..] => (Some(b"\\u2028"), 3),
        [0xe2, 0x80, 0xa9, ..] => (Some(b"\\u2029"), 3),
        [0xc2, 0x85, ..] => (Some(b"\\u0085"), 2),
        _ => (None, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_one_line_whatever_it_holds() {
        let table = [
            ("{\"a\":1}", "data: {\"a\":1}\n\n"),
            ("{\r\n \"a\": 1\n}", "data: {   \"a\": 1 }\n\n"),
            ("\"a\u{2028}b\u{2029}c\u{85}d\"", "data: \"a\\u2028b\\u2029c\\u0085d\"\n\n"),
            ("\"\u{2019}\u{e9}\u{a0}\"", "data: \"\u{2019}\u{e9}\u{a0}\"\n\n"),
        ];
        for (json, record) in table {
            let mut out = BytesMut::new();
            write(&mut out, json.as_bytes());
            assert_eq!(std::str::from_utf8(&out).expect("UTF-8"), record);
        }
    }
}
