//! Events that are kept, and given back.

use proptest::prelude::*;

use super::kept::Kept;

fn drained(kept: &mut Kept) -> Vec<Vec<u8>> {
    let mut events = Vec::new();
    kept.drain(|event| events.push(event.to_vec()));
    events
}

/// How many of these are kept before there is no room.
fn kept(mut event: impl FnMut(usize) -> Vec<u8>) -> usize {
    let mut kept = Kept::default();
    (0..).take_while(|number| kept.keep(&event(*number))).count()
}

#[test]
fn what_is_kept_is_bounded() {
    assert_eq!(kept(|_| b"the same".to_vec()), 512, "events");
    assert_eq!(kept(|number| vec![u8::try_from(number).expect("few"); 1024]), 32, "new bytes");
    assert_eq!(kept(|_| vec![b'x'; 4097]), 0, "a long event");
}

#[test]
fn there_is_room_again_when_they_were_given_back() {
    let mut kept = Kept::default();
    for _ in 0..3 {
        let events = (0..600).take_while(|_| kept.keep(b"the same")).count();
        assert_eq!((events, drained(&mut kept).len()), (512, 512));
    }
    assert!(drained(&mut kept).is_empty());
}

proptest! {
    /// Few letters, so that events have much in common, by chance in the middle too.
    #[test]
    fn they_come_back_as_they_were_in_order(
        rounds in prop::collection::vec(prop::collection::vec("a{0,40}b{0,3}a{0,40}", 0..8), 1..3)
    ) {
        let mut kept = Kept::default();
        for events in rounds {
            let events: Vec<Vec<u8>> = events.into_iter().map(String::into_bytes).collect();
            prop_assert!(events.iter().all(|event| kept.keep(event)));
            prop_assert_eq!(drained(&mut kept), events);
        }
    }
}
