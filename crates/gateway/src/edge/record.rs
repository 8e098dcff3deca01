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
    write_line(out, json);
    out.put_slice(b"\n\n");
}

/// Writes a comment, which readers of server-sent events pass over: `: <text>` and the empty line.
/// What is not printable ASCII would be no comment, or a second line, and is replaced.
pub(super) fn comment(out: &mut BytesMut, text: &str) {
    out.put_slice(b": ");
    let plain = |byte: u8| if byte.is_ascii_graphic() || byte == b' ' { byte } else { b'?' };
    out.extend(text.bytes().map(plain));
    out.put_slice(b"\n\n");
}

/// Every byte is looked at once, whatever the text: most texts are not English.
fn write_line(out: &mut BytesMut, json: &[u8]) {
    let mut rest = json;
    while let Some(at) = rest.iter().position(|byte| SUSPECTS.contains(byte)) {
        let (before, suspect) = rest.split_at(at);
        out.put_slice(before);
        let (replacement, length) = replace(suspect);
        out.put_slice(replacement.unwrap_or_else(|| suspect.get(..length).unwrap_or_default()));
        rest = suspect.get(length..).unwrap_or_default();
    }
    out.put_slice(rest);
}

/// The bytes that one of the forbidden sequences begins with.
const SUSPECTS: [u8; 4] = [b'\n', b'\r', 0xc2, 0xe2];

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
    fn a_long_text_full_of_dashes_takes_no_longer_than_its_length() {
        let dashes = "\u{2014}".repeat(2_000_000);
        let mut out = BytesMut::new();
        write(&mut out, dashes.as_bytes());
        assert_eq!(out.len(), dashes.len() + "data: \n\n".len());
    }

    #[test]
    fn a_comment_is_one_line_of_ascii() {
        let mut out = BytesMut::new();
        comment(&mut out, "a\nb\r\u{2028}");
        assert_eq!(&out[..], b": a?b????\n\n");
    }

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
