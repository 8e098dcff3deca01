use proptest::prelude::*;

use super::*;

const NEVER: f64 = 1.0;
const SECOND: Duration = Duration::from_secs(1);

fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn of(fresh: u64, stale: u64, if_error: u64) -> Freshness {
    Freshness {
        fresh: secs(fresh),
        stale_while_revalidate: secs(stale),
        stale_if_error: secs(if_error),
    }
}

#[test]
fn what_an_answer_is_good_for_depends_on_its_age() {
    use Standing::{Fresh, Gone, IfError, Stale};
    let table = [
        // fresh, stale while revalidate, stale if error, and what comes at which age.
        (
            of(100, 50, 1000),
            vec![
                (0, Fresh),
                (99, Fresh),
                (100, Stale),
                (149, Stale),
                (150, IfError),
                (999, IfError),
                (1000, Gone),
            ],
        ),
        (of(100, 0, 1000), vec![(99, Fresh), (100, IfError), (1000, Gone)]),
        (of(0, 50, 1000), vec![(0, Stale), (49, Stale), (50, IfError)]),
        (of(0, 0, 1000), vec![(0, IfError), (999, IfError), (1000, Gone)]),
        // What is kept for less time than it is given is not kept for longer.
        (of(100, 50, 120), vec![(100, Stale), (149, Stale), (150, Gone)]),
        (of(100, 50, 0), vec![(99, Fresh), (149, Stale), (150, Gone)]),
        (of(0, 0, 0), vec![(0, Gone), (1, Gone)]),
    ];
    for (freshness, ages) in table {
        for (age, expected) in ages {
            let standing = freshness.standing(secs(age), SECOND, 0.5, NEVER);
            assert_eq!(standing, expected, "{freshness:?} at {age} s");
        }
    }
}

#[test]
fn the_times_of_an_entry_are_its_own_by_a_tenth_to_either_side() {
    let freshness = of(100, 100, 1000);
    let table = [
        (0.0, 90, 180, 900),
        (0.5, 100, 200, 1000),
        (1.0, 110, 220, 1100),
        (f64::NAN, 100, 200, 1000),
        (7.0, 110, 220, 1100),
        (-7.0, 90, 180, 900),
    ];
    for (spread, fresh, stale, kept) in table {
        let standing = |age: u64| freshness.standing(secs(age), SECOND, spread, NEVER);
        let ends = [fresh, stale, kept].map(|end| (standing(end - 1), standing(end + 1)));
        let expected = [
            (Standing::Fresh, Standing::Stale),
            (Standing::Stale, Standing::IfError),
            (Standing::IfError, Standing::Gone),
        ];
        assert_eq!(ends, expected, "{spread}");
    }
    assert_eq!(freshness.keep(), secs(1100), "nothing is thrown away that could still be given");
    assert_eq!(of(100, 100, 0).keep(), secs(220));
    assert_eq!(of(0, 0, 0).keep(), Duration::ZERO);
}

#[test]
fn new_answers_are_fetched_early_as_often_as_the_formula_says() {
    let (freshness, took, draws) = (of(300, 300, 1000), secs(10), 10_000);
    for before in [0.5, 5.0, 10.0, 20.0, 50.0] {
        let age = secs(300) - Duration::from_secs_f64(before);
        let is_early = |luck| freshness.standing(age, took, 0.5, luck) == Standing::Early;
        let early =
            (0..draws).filter(|i| is_early((f64::from(*i) + 0.5) / f64::from(draws))).count();
        let expected = (-before / took.as_secs_f64()).exp();
        let share = early as f64 / f64::from(draws);
        assert!((share - expected).abs() < 0.001, "{before} s before: {share}, not {expected}");
    }
}

#[test]
fn no_luck_and_no_answer_is_bad_enough_to_fetch_in_the_first_half() {
    let freshness = of(300, 300, 1000);
    for took in [Duration::ZERO, SECOND, secs(600), Duration::MAX] {
        for luck in [0.0, -1.0, f64::MIN_POSITIVE, 0.5, 1.0, 2.0, f64::NAN, f64::INFINITY] {
            let standing = |age| freshness.standing(secs(age), took, 0.5, luck);
            assert_eq!(standing(149), Standing::Fresh, "{took:?}, {luck}");
            assert!(standing(299) <= Standing::Early, "{took:?}, {luck}");
        }
        let at_best = freshness.standing(secs(299), took, 0.5, 1.0);
        assert_eq!(at_best, Standing::Fresh, "{took:?}");
    }
    let worst = freshness.standing(secs(151), secs(600), 0.5, 0.0);
    assert_eq!(worst, Standing::Early);
}

#[test]
fn settings_that_cannot_work_are_named() {
    const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);
    assert!(Freshness::default().check().is_ok());
    assert!(of(0, 0, 0).check().is_ok());
    let year = Freshness { fresh: YEAR, stale_while_revalidate: YEAR, stale_if_error: YEAR };
    assert!(year.check().is_ok());
    let more = YEAR + SECOND;
    let table = [
        ("fresh", year.fresh(more)),
        ("stale_while_revalidate", year.stale_while_revalidate(more)),
        ("stale_if_error", year.stale_if_error(Duration::MAX)),
    ];
    for (field, freshness) in table {
        assert_eq!(freshness.check().expect_err(field).field(), field);
        let _ = (freshness.standing(Duration::MAX, Duration::MAX, 1.0, 0.0), freshness.keep());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_answer_gets_better_with_age(
        (fresh, stale, if_error) in (0..500_u64, 0..500_u64, 0..2000_u64),
        (took, spread, luck) in (0..600_u64, 0.0..1.0, 0.0..1.0),
        ages in prop::collection::vec(0..2500_u64, 2..20),
    ) {
        let freshness = of(fresh, stale, if_error);
        let mut ages = ages;
        ages.sort_unstable();
        let standing = |age: &u64| freshness.standing(secs(*age), secs(took), spread, luck);
        let standings: Vec<_> = ages.iter().map(standing).collect();
        prop_assert!(standings.is_sorted(), "{standings:?}");
    }

    #[test]
    fn an_early_answer_is_a_fresh_one_and_no_store_keeps_what_is_gone(
        (fresh, stale, if_error) in (0..500_u64, 0..500_u64, 0..2000_u64),
        (took, spread, luck, age) in (0..600_u64, 0.0..1.0, 0.0..1.0, 0..2500_u64),
    ) {
        let freshness = of(fresh, stale, if_error);
        let standing = |luck| freshness.standing(secs(age), secs(took), spread, luck);
        match standing(luck) {
            early @ (Standing::Early | Standing::Fresh) => {
                prop_assert_eq!(standing(NEVER), Standing::Fresh, "{:?}", early);
            }
            other => prop_assert_eq!(standing(NEVER), other),
        }
        if standing(luck) != Standing::Gone {
            prop_assert!(secs(age) <= freshness.keep());
        }
    }
}
