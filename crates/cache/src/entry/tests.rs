use osier_core::{FinishReason, TenantKey};
use proptest::prelude::*;

use super::*;

const JSON: &str = r#"{"choices":[{"message":{"content":"Reeds"},"finish_reason":"stop"}]}"#;

fn key(tenant: u8, request: u8) -> CacheKey {
    CacheKey::new(TenantKey::new([tenant; 16]), [request; 32])
}

fn entry() -> Entry {
    Entry {
        completion: Completion::parse(JSON).expect("a completion"),
        target: Some("claude".into()),
        stored_at: Duration::from_millis(1_700_000_000_123),
        took: Duration::from_millis(850),
        replays: true,
        tells_usage: true,
    }
}

/// All that is kept of an entry.
type Kept = (Bytes, Option<FinishReason>, Option<Arc<str>>, Duration, Duration, [bool; 2]);

fn kept(entry: &Entry) -> Kept {
    let Entry { completion, target, stored_at, took, replays, tells_usage } = entry.clone();
    let (data, finish) = (completion.data().clone(), completion.finish_reason());
    (data, finish, target, stored_at, took, [replays, tells_usage])
}

#[test]
fn what_is_read_is_what_was_written() {
    let reasons = [
        FinishReason::Stop,
        FinishReason::Length,
        FinishReason::ToolCalls,
        FinishReason::ContentFilter,
        FinishReason::FunctionCall,
        FinishReason::Error,
        FinishReason::Other,
    ];
    for finish in reasons.into_iter().map(Some).chain([None]) {
        for target in [None, Some(""), Some("claude"), Some("größe")] {
            for [replays, tells_usage] in [[false, false], [true, false], [false, true]] {
                let completion = Completion::known(JSON.into(), finish);
                let target = target.map(Arc::from);
                let entry = Entry { completion, target, replays, tells_usage, ..entry() };
                let read = Entry::decode(&key(1, 2), &entry.encode(&key(1, 2))).expect("an entry");
                assert_eq!(kept(&read), kept(&entry));
                assert_eq!(read.spread(), entry.spread());
            }
        }
    }
}

#[test]
fn the_entry_of_today_can_be_read_tomorrow() {
    let written: String =
        entry().encode(&key(1, 2)).iter().take(43).map(|byte| format!("{byte:02x}")).collect();
    let expected = concat!(
        "6f73697201",
        "65af56db9c35427db0abb441784cf6c1",
        "7b68e5cf8b010000",
        "52030000",
        "07",
        "01",
        "0600",
        "636c61756465",
    );
    assert_eq!(written, expected);
}

#[test]
fn what_cannot_be_kept_as_it_is_is_kept_as_well_as_possible() {
    let name: Arc<str> = "x".repeat(70_000).into();
    let odd = Entry {
        target: Some(name),
        stored_at: Duration::from_nanos(1_999_999),
        took: Duration::from_secs(u64::MAX),
        ..entry()
    };
    let read = Entry::decode(&key(1, 2), &odd.encode(&key(1, 2))).expect("an entry");
    assert_eq!(read.target, None);
    assert_eq!(read.stored_at, Duration::from_millis(1));
    assert_eq!(read.took, Duration::from_millis(u32::MAX.into()));
    assert_eq!(read.spread(), odd.spread());
}

#[test]
fn nothing_is_copied_when_an_entry_is_read() {
    let bytes = entry().encode(&key(1, 2));
    let read = Entry::decode(&key(1, 2), &bytes).expect("an entry");
    assert!(bytes.as_ptr_range().contains(&read.completion.data().as_ptr()));
}

#[test]
fn an_entry_that_lacks_its_end_is_refused_wherever_it_is_cut() {
    let bytes = entry().encode(&key(1, 2));
    for length in 0..bytes.len() {
        let bad = Entry::decode(&key(1, 2), &bytes.slice(..length)).expect_err("cut");
        let expected = if length < 5 { BadEntry::Version } else { BadEntry::Checksum };
        assert_eq!(bad, expected, "{length} bytes");
    }
    let longer = [&bytes[..], b"\0"].concat();
    assert_eq!(Entry::decode(&key(1, 2), &longer.into()).err(), Some(BadEntry::Checksum));
}

#[test]
fn an_entry_with_any_bit_flipped_is_refused() {
    let bytes = entry().encode(&key(1, 2));
    for at in 0..bytes.len() * 8 {
        let mut flipped = bytes.to_vec();
        flipped[at / 8] ^= 1 << (at % 8);
        let bad = Entry::decode(&key(1, 2), &flipped.into()).expect_err("flipped");
        let expected = if at < 5 * 8 { BadEntry::Version } else { BadEntry::Checksum };
        assert_eq!(bad, expected, "bit {at}");
    }
}

#[test]
fn an_entry_is_refused_under_every_key_but_its_own() {
    let bytes = entry().encode(&key(1, 2));
    for other in [key(2, 2), key(1, 1), key(2, 1)] {
        assert_eq!(Entry::decode(&other, &bytes).err(), Some(BadEntry::Checksum));
    }
    for bit in 0..CacheKey::LENGTH * 8 {
        let mut other = key(1, 2).to_bytes();
        other[bit / 8] ^= 1 << (bit % 8);
        let other = CacheKey::from_bytes(&other).expect("a key");
        assert_eq!(Entry::decode(&other, &bytes).err(), Some(BadEntry::Checksum), "bit {bit}");
    }
}

#[test]
fn an_entry_from_the_future_is_as_old_as_the_clocks_differ() {
    let at = |seconds| Duration::from_secs(seconds);
    let entry = Entry { stored_at: at(1000), ..entry() };
    let ages = [(1000, 0), (1001, 1), (999, 1), (0, 1000)];
    for (now, age) in ages {
        assert_eq!(entry.age(at(now)), at(age), "at {now}");
    }
}

#[test]
fn what_is_stored_at_once_is_spread_evenly() {
    let mut tenths = [0_u32; 10];
    for number in 0..2000 {
        let json = format!(r#"{{"id":"chatcmpl-{number}","choices":[]}}"#);
        let entry = Entry { completion: Completion::known(json.into(), None), ..entry() };
        let spread = entry.spread();
        assert!((0.0..1.0).contains(&spread));
        tenths[(spread * 10.0) as usize] += 1;
    }
    // Seven standard deviations to either side.
    assert!(tenths.iter().all(|count| (100..300).contains(count)), "{tenths:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

    #[test]
    fn no_bytes_are_an_entry_by_chance(
        bytes in prop::collection::vec(any::<u8>(), 0..120),
        has_beginning in any::<bool>(),
    ) {
        let bytes = if has_beginning { [&b"osir\x01"[..], &bytes].concat() } else { bytes };
        prop_assert!(Entry::decode(&key(1, 2), &bytes.into()).is_err());
    }
}
