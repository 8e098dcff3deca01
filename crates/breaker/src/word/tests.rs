use super::*;

const fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

#[test]
fn each_part_is_kept_and_disturbs_no_other() {
    let word = Word::fresh(Mode::Observe, 131_071).closed(ms(5_000)).with_growth(15);
    let word = word.with_failures(1_000).with_throttles(15);
    assert_eq!((word.phase(), word.mode()), (Phase::Closed, Mode::Observe));
    assert_eq!((word.generation(), word.growth()), (131_071, 15));
    assert_eq!((word.failures(), word.throttles()), (1_000, 15));
    assert_eq!(word.next_generation().generation(), 0);
    let open = word.open(ms(5_000)).with_name(true);
    assert_eq!((open.until(), open.is_named(), open.growth()), (ms(5_000), true, 15));
    assert!(!open.half_open().next_generation().open(ms(1)).is_named());
    assert_eq!(word.next_generation().failures(), 1_000);
}

#[test]
fn counts_stop_at_what_fits() {
    let word = Word::fresh(Mode::Normal, 0).with_failures(5_000).with_growth(99);
    assert_eq!((word.failures(), word.growth(), word.generation()), (1_023, 15, 0));
}

#[test]
fn an_open_time_is_never_cut_short() {
    let open = Word::fresh(Mode::Normal, 0).open(Duration::from_nanos(1_000_001));
    assert!(!open.is_over(ms(1)) && open.is_over(ms(2)));
    let for_ever = Word::fresh(Mode::Normal, 0).open(Duration::MAX);
    assert!(!for_ever.is_over(ms(1 << 36)));
}

#[test]
fn a_lease_is_never_cut_short_and_ends_within_64_ms() {
    for (lease, now) in [(0, 0), (1, 0), (30_000, 0), (1_000_000, 999_999), (86_400_000, 5)] {
        let word = Word::fresh(Mode::Normal, 0).half_open().with_probe(ms(lease), ms(now));
        assert!(lease <= now || !word.lease_is_over(ms(lease - 1)), "{lease}");
        assert!(word.lease_is_over(ms(lease.max(now) + 64)), "{lease}");
    }
}

#[test]
fn a_lease_only_grows_and_by_a_day_at_most() {
    let word = Word::fresh(Mode::Normal, 0).half_open().with_probe(ms(30_000), ms(0));
    assert!(!word.with_lease(ms(10_000), ms(1)).lease_is_over(ms(29_999)));
    assert!(!word.with_lease(ms(50_000), ms(1)).lease_is_over(ms(49_999)));
    let day = 86_400_000;
    assert!(word.with_lease(Duration::MAX, ms(0)).lease_is_over(ms(day + 64)));
}

#[test]
fn the_time_since_closing_survives_its_wrap() {
    let wrap = (1 << 24) * 1024;
    for closed in [0, 5_000, wrap - 1, wrap, 3 * wrap + 77] {
        let word = Word::fresh(Mode::Normal, 0).closed(ms(closed));
        assert!(!word.closed_for(60_000, ms(closed + 59_999)), "{closed}");
        assert!(word.closed_for(60_000, ms(closed + 62_000)), "{closed}");
    }
}

#[test]
fn a_lease_stays_over_however_long_nobody_asks() {
    let word = Word::fresh(Mode::Normal, 0).half_open().with_probe(ms(30_000), ms(0));
    for hours in [1, 30, 40, 60, 74, 200, 270] {
        let now = ms(hours * 3_600_000);
        assert!(word.lease_is_over(now), "{hours} h");
        let told = word.with_lease(now + ms(50_000), now);
        assert!(!told.lease_is_over(now + ms(49_999)), "{hours} h");
    }
}
