mod properties;

use bytes::Bytes;
use osier_core::ErrorKind;
use osier_core::adapter::{Framing, Record};

use super::Framer;

/// Everything a body yields, and whether it ended inside a record.
fn frame(framing: Framing, pieces: &[&[u8]]) -> (Vec<Record>, bool) {
    let mut framer = Framer::new(framing);
    let mut records = Vec::new();
    for piece in pieces {
        framer.push(Bytes::copy_from_slice(piece));
        while let Some(record) = framer.next_record().unwrap() {
            records.push(record);
        }
    }
    let unfinished = framer.has_unfinished();
    records.extend(framer.finish());
    (records, unfinished)
}

fn sse(body: &str) -> Vec<Record> {
    frame(Framing::Sse, &[body.as_bytes()]).0
}

fn data(lines: &[&'static str]) -> Vec<Record> {
    lines.iter().map(|line| Record::data(*line)).collect()
}

#[test]
fn server_sent_events_are_read_as_the_standard_says() {
    let table: &[(&str, &[&'static str])] = &[
        ("data: a\n\ndata: b\n\n", &["a", "b"]),
        ("data:a\n\n", &["a"]),
        ("data:  a\n\n", &[" a"]),
        ("data: a\r\n\r\ndata: b\r\n\r\n", &["a", "b"]),
        ("data: a\r\ndata: b\r\n\r\n", &["a\nb"]),
        ("data: a\r\rdata: b\r\r", &["a", "b"]),
        ("data: a\rdata: b\r\r", &["a\nb"]),
        ("data: a\n\r\n\r", &["a"]),
        ("data: a\ndata: b\ndata:\ndata: c\n\n", &["a\nb\n\nc"]),
        (": keepalive\n\ndata: a\n: in between\ndata: b\n\n", &["a\nb"]),
        ("\n\n\ndata: a\n\n\n\n", &["a"]),
        ("id: 1\nretry: 3000\ndata: a\n\nretry: 1\n\n", &["a"]),
        ("event: ping\n\ndata: a\n\n", &["a"]),
        ("data\n\ndata:\n\ndata: \n\ndata: a\n\n", &["a"]),
        ("unknown: x\nDATA: y\ndata: a\n\n", &["a"]),
        ("\u{feff}data: a\n\n", &["a"]),
        ("data: a:b: c\n\n", &["a:b: c"]),
        ("data: [DONE] \n\n", &["[DONE] "]),
        ("", &[]),
    ];
    for (body, expected) in table {
        assert_eq!(sse(body), data(expected), "{body:?}");
    }
}

#[test]
fn an_event_keeps_its_name_and_gives_it_to_no_other() {
    let records = sse("event: a\ndata: 1\n\ndata: 2\n\nevent: b\n\ndata: 3\n\nevent:\ndata: 4\n\n");
    let mut expected = vec![Record::named("a", "1")];
    expected.extend(data(&["2", "3", "4"]));
    assert_eq!(records, expected);
}

#[test]
fn the_two_halves_of_a_line_end_may_come_apart() {
    let (records, _) =
        frame(Framing::Sse, &[b"event: e\r", b"\ndata: a\r", b"", b"\ndata: b\r\n\r"]);
    assert_eq!(records, [Record::named("e", "a\nb")]);
}

#[test]
fn an_error_line_is_a_record_of_its_own() {
    let error = Record::named("error", r#"{"code":500}"#);
    assert_eq!(sse("error: {\"code\":500}\n\n"), std::slice::from_ref(&error));
    assert_eq!(sse("error:{\"code\":500}\n"), [error]);
    assert_eq!(sse("error: words\n\n"), []);
}

#[test]
fn a_mark_in_the_middle_is_content() {
    assert_eq!(sse("data: \u{feff}\n\n"), data(&["\u{feff}"]));
}

#[test]
fn an_event_cut_by_the_end_is_not_delivered() {
    for body in ["data: a\n\ndata: b", "data: a\n\ndata: b\n", "data: a\n\nevent: e\n"] {
        let (records, unfinished) = frame(Framing::Sse, &[body.as_bytes()]);
        assert_eq!((records, unfinished), (data(&["a"]), true), "{body:?}");
    }
    for body in ["data: a\n\n", "data: a\r\n\r\n", "data: a\r\n\r", "data: a\r\r"] {
        let (records, unfinished) = frame(Framing::Sse, &[body.as_bytes()]);
        assert_eq!((records, unfinished), (data(&["a"]), false), "{body:?}");
    }
}

#[test]
fn an_event_is_delivered_at_its_blank_line_not_later() {
    let mut framer = Framer::new(Framing::Sse);
    framer.push(Bytes::from_static(b"data: a\r\n\r"));
    assert_eq!(framer.next_record().unwrap(), Some(Record::data("a")));
    framer.push(Bytes::from_static(b"\ndata: b\r\n\r"));
    assert_eq!(framer.next_record().unwrap(), Some(Record::data("b")));
}

#[test]
fn json_lines_are_records() {
    let table: &[(&str, &[&'static str], bool)] = &[
        ("{1}\n{2}\n", &["{1}", "{2}"], false),
        ("{1}\r\n{2}\r\n", &["{1}", "{2}"], false),
        ("{1}\n\n \t\n\r\n{2}\n", &["{1}", "{2}"], false),
        ("{1}\n{2}", &["{1}", "{2}"], true),
        ("{1}\n  ", &["{1}"], true),
        ("{\r}\n", &["{\r}"], false),
        ("\u{feff}{1}\n", &["{1}"], false),
        ("data: 1\n", &["data: 1"], false),
        ("", &[], false),
    ];
    for (body, records, unfinished) in table {
        let framed = frame(Framing::Ndjson, &[body.as_bytes()]);
        assert_eq!(framed, (data(records), *unfinished), "{body:?}");
    }
}

#[test]
fn a_record_in_one_piece_is_not_copied() {
    for (framing, body, at) in
        [(Framing::Sse, &b"data: abc\n\n"[..], 6), (Framing::Ndjson, &b"abc\n"[..], 0)]
    {
        let body = Bytes::from_static(body);
        let mut framer = Framer::new(framing);
        framer.push(body.clone());
        let record = framer.next_record().unwrap().unwrap();
        assert_eq!(record.data.as_ptr(), body.slice(at..).as_ptr(), "{framing:?}");
    }
}

#[test]
fn what_never_ends_is_refused_at_the_bound() {
    let endless: &[(Framing, &[u8])] = &[
        (Framing::Sse, b"aaaaaaaaaa"),
        (Framing::Sse, b"data: aa\n"),
        (Framing::Sse, b"data\n"),
        (Framing::Sse, b": a"),
        (Framing::Ndjson, b"aaaaaaaaaa"),
        (Framing::Ndjson, b"          "),
    ];
    for (framing, piece) in endless {
        let mut framer = Framer::with_max_record(*framing, 100);
        let mut pushed = 0;
        let error = loop {
            framer.push(Bytes::from_static(piece));
            pushed += piece.len();
            match framer.next_record() {
                Ok(record) => assert_eq!(record, None),
                Err(error) => break error,
            }
            assert!(pushed < 1000, "{framing:?} {piece:?} is not bounded");
        };
        assert_eq!(error.kind(), ErrorKind::Malformed);
        framer.push(Bytes::from_static(b"\n\ndata: a\n\n"));
        assert_eq!(framer.next_record().unwrap(), None, "nothing follows a refusal");
        assert!(framer.finish().is_none() && !framer.has_unfinished());
    }
}

#[test]
fn comments_between_events_do_not_add_up() {
    let mut framer = Framer::with_max_record(Framing::Sse, 100);
    for _ in 0..1000 {
        framer.push(Bytes::from_static(b": keepalive\n\n"));
        assert_eq!(framer.next_record().unwrap(), None);
    }
}

/// Quadratic work on these 8 MB, a byte at a time, would be 32 TB of copying and never end.
#[test]
fn a_large_event_in_tiny_pieces_costs_linear_time() {
    const SIZE: usize = 8_000_000;
    for framing in [Framing::Sse, Framing::Ndjson] {
        let mut framer = Framer::new(framing);
        framer.push(Bytes::from_static(b"data: "));
        assert_eq!(framer.next_record().unwrap(), None);
        for _ in 0..SIZE {
            framer.push(Bytes::from_static(b"x"));
            assert_eq!(framer.next_record().unwrap(), None);
        }
        framer.push(Bytes::from_static(b"\n\n"));
        let record = framer.next_record().unwrap().unwrap();
        assert!(record.data.len() >= SIZE);
    }
}

#[test]
fn bytes_left_in_the_framer_are_kept() {
    let mut framer = Framer::new(Framing::Sse);
    framer.push(Bytes::from_static(b"data: a\n\nda"));
    framer.push(Bytes::from_static(b"ta: b\n\n"));
    assert_eq!(framer.next_record().unwrap(), Some(Record::data("a")));
    assert_eq!(framer.next_record().unwrap(), Some(Record::data("b")));
}

#[test]
fn debug_shows_no_content() {
    for framing in [Framing::Sse, Framing::Ndjson] {
        let mut framer = Framer::new(framing);
        framer.push(Bytes::from_static(b"data: SECRET\nSECRET"));
        framer.next_record().unwrap();
        assert!(!format!("{framer:?}").contains("SECRET"));
    }
}
