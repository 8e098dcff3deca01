use proptest::prelude::*;

use super::*;

#[test]
fn stamps_are_read_to_the_nanosecond() {
    let table = [
        ("1970-01-01T00:00:00Z", 0, 0),
        ("2000-02-29T23:59:59.5Z", 951_868_799, 500_000_000),
        ("2026-11-22T12:00:00.123456789Z", 1_795_348_800, 123_456_789),
        ("2026-11-22T14:00:00+02:00", 1_795_348_800, 0),
        ("2026-11-22t04:30:00.1234567891-07:30", 1_795_348_800, 123_456_789),
        ("2100-03-01T00:00:00Z", 4_107_542_400, 0),
    ];
    for (text, seconds, nanos) in table {
        assert_eq!(Stamp::parse(text), Some(Stamp { seconds, nanos }), "{text}");
    }
}

#[test]
fn what_is_no_stamp_is_none() {
    for text in [
        "",
        "yesterday",
        "2026-11-22",
        "2026-13-22T12:00:00Z",
        "2026-11-22T25:00:00Z",
        "2026-11-22T12:00:00",
        "2026-11-22T12:00:00Zulu",
        "2026-11-22T12:00:00+2",
        "2026-11-22T12:00:00.xZ",
        "1969-12-31T23:59:59Z",
        "2026-1é-22T12:00:00Z",
    ] {
        assert_eq!(Stamp::parse(text), None, "{text}");
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in "[-0-9:TZ.+ é]{0,40}") {
        let _ = Stamp::parse(&text);
    }
}
