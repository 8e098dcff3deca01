//! What holds for every body and every way to cut it. `PROPTEST_CASES` sets how many are tried.

use bytes::Bytes;
use osier_core::adapter::{Framing, Record};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::framing::Framer;

/// Records, whether the bound was hit, and whether the end came inside a record.
type Framed = (Vec<Record>, bool, bool);

fn frame(framing: Framing, max: usize, pieces: &[&[u8]]) -> Framed {
    let mut framer = Framer::with_max_record(framing, max);
    let mut records = Vec::new();
    for piece in pieces {
        framer.push(Bytes::copy_from_slice(piece));
        loop {
            match framer.next_record() {
                Ok(Some(record)) => records.push(record),
                Ok(None) => break,
                Err(_) => return (records, true, false),
            }
        }
    }
    let unfinished = framer.has_unfinished();
    records.extend(framer.finish());
    (records, false, unfinished)
}

/// Bytes that mean something to a framer more often than chance would have it.
fn bodies() -> impl Strategy<Value = Vec<u8>> {
    let tokens = select(vec![
        "data: ",
        "data:",
        "data",
        "event: ",
        "event:x",
        "error: {",
        "id: 1",
        "retry: 1",
        ":",
        ": c",
        "\n",
        "\n\n",
        "\r",
        "\r\n",
        "\r\r\n",
        "{\"a\":1}",
        "[DONE]",
        "\u{feff}",
        "é",
        " ",
        "x",
    ]);
    let meaningful = vec(tokens, 0..40).prop_map(|tokens| tokens.concat().into_bytes());
    prop_oneof![4 => meaningful, 1 => vec(any::<u8>(), 0..200)]
}

fn cut<'a>(body: &'a [u8], cuts: &[Index]) -> Vec<&'a [u8]> {
    let mut at: Vec<usize> = cuts.iter().map(|cut| cut.index(body.len() + 1)).collect();
    at.extend([0, body.len()]);
    at.sort_unstable();
    at.windows(2).map(|pair| &body[pair[0]..pair[1]]).collect()
}

proptest! {
    #[test]
    fn where_the_pieces_were_cut_never_shows(
        body in bodies(),
        cuts in vec(any::<Index>(), 0..12),
        framing in select(vec![Framing::Sse, Framing::Ndjson]),
        max in prop_oneof![Just(10_000_usize), 1..40_usize],
    ) {
        let whole = frame(framing, max, &[&body]);
        let bytewise: Vec<&[u8]> = body.chunks(1).collect();
        prop_assert_eq!(&frame(framing, max, &cut(&body, &cuts)), &whole);
        prop_assert_eq!(&frame(framing, max, &bytewise), &whole);
    }

    #[test]
    fn no_record_exceeds_the_bound(
        body in bodies(),
        framing in select(vec![Framing::Sse, Framing::Ndjson]),
        max in 1..40_usize,
    ) {
        for record in frame(framing, max, &[&body]).0 {
            let size = record.data.len() + record.event.map_or(0, |event| event.len());
            prop_assert!(size <= max.max("error".len() + max), "{} > {}", size, max);
        }
    }

    #[test]
    fn an_event_that_is_written_is_the_event_that_is_read(
        events in vec(vec("[^\r\n]{1,20}", 1..4), 1..5),
        end in select(vec!["\n", "\r\n", "\r"]),
    ) {
        let mut body = String::new();
        for lines in &events {
            body.push_str(&format!("event: e{end}"));
            body.extend(lines.iter().map(|line| format!("data: {line}{end}")));
            body.push_str(end);
        }
        let (records, _, unfinished) = frame(Framing::Sse, 10_000, &[body.as_bytes()]);
        let expected = events.iter().map(|lines| Record::named("e", lines.join("\n")));
        prop_assert_eq!(records, expected.collect::<Vec<_>>());
        prop_assert!(!unfinished);
    }
}
