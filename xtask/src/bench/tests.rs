use serde_json::json;

use super::results::{OURS, Results};
use super::rows::{Row, SECTIONS, Target};
use super::{shared, table};

const ROW: &str = "work";

fn results(times: &[(&str, f64)], counts: &[(&str, f64)]) -> Results {
    let line = |(party, count): &(&str, f64)| format!("{ROW}\t{party}: call\t{count}\n");
    let mut results = Results::of_counts(&counts.iter().map(line).collect::<String>());
    for (party, time) in times {
        let benchmark = json!({ "group_id": ROW, "function_id": format!("{party}: call") });
        results.add_time(&benchmark, &json!({ "median": { "point_estimate": time } }));
    }
    results
}

fn verdict(targets: &'static [Target], results: &Results) -> (String, usize) {
    table::verdict(&Row { name: ROW, targets }, results)
}

#[test]
fn a_cell_holds_the_time_its_ratio_to_ours_and_the_allocations() {
    let results = results(&[(OURS, 2.0), ("peer", 30.0)], &[(OURS, 0.0), ("peer", 3.0)]);
    assert_eq!(table::cell(ROW, OURS, &results), "2.00");
    assert_eq!(table::cell(ROW, "peer", &results), "30.0 ×15.0, 3 alloc.");
    assert_eq!(table::cell(ROW, "nobody", &results), "–");
}

#[test]
fn the_fastest_round_counts_and_ours_shows_the_slowest() {
    let rounds =
        [(OURS, 9.0), (OURS, 1.0), (OURS, 2.0), ("peer", 8.0), ("peer", 4.0), ("peer", 3.0)];
    let results = results(&rounds, &[]);
    assert_eq!(table::cell(ROW, OURS, &results), "1.00 (9.00)");
    assert_eq!(table::cell(ROW, "peer", &results), "3.00 ×3.00");
}

#[test]
fn each_target_is_met_at_its_limit_and_missed_beyond_it() {
    for (targets, meets, misses) in
        [(&[Target::AtMost(12.0)] as &[_], 12.0, 12.1), (&[Target::Faster(10.0)], 4.0, 4.1)]
    {
        for (time, missed) in [(meets, 0), (misses, 1)] {
            let results = results(&[(OURS, time), ("slow", 90.0), ("fast", 40.0)], &[]);
            assert_eq!(verdict(targets, &results).1, missed, "{targets:?} at {time}");
        }
    }
    for (count, missed) in [(0.0, 0), (1.0, 1)] {
        let results = results(&[], &[(OURS, count)]);
        assert_eq!(verdict(&[Target::Allocations(0.0)], &results).1, missed);
    }
}

#[test]
fn the_bare_load_is_taken_off_where_a_target_says_so() {
    let mut results = results(&[(OURS, 2.5)], &[]);
    assert_eq!(verdict(&[Target::OverZero(2.0)], &results).1, 1, "without a zero");
    let zero = json!({ "group_id": "bare atomic load", "function_id": "std: load" });
    results.add_time(&zero, &json!({ "median": { "point_estimate": 0.5 } }));
    assert_eq!(verdict(&[Target::OverZero(2.0)], &results).1, 0);
}

#[test]
fn what_was_not_measured_is_not_met() {
    let (text, missed) = verdict(&[Target::AtMost(12.0)], &Results::default());
    assert_eq!((text.as_str(), missed), ("not measured", 1));
}

#[test]
fn only_we_are_judged_for_standing_in_our_own_way() {
    let times = |four| [Some(10.0), Some(20.0), Some(four)];
    assert_eq!(shared::collapse(OURS, times(40.0)), ("2.0: met".to_owned(), false));
    assert_eq!(shared::collapse(OURS, times(50.0)), ("2.5: MISSED".to_owned(), true));
    assert_eq!(shared::collapse("peer", times(50.0)), ("2.5".to_owned(), false));
    assert!(shared::collapse(OURS, [None; 3]).1);
}

#[test]
fn no_row_stands_twice() {
    let mut names: Vec<_> =
        SECTIONS.iter().flat_map(|section| section.rows).map(|row| row.name).collect();
    names.sort_unstable();
    let all = names.len();
    names.dedup();
    assert_eq!(names.len(), all);
}

#[test]
fn memory_that_nobody_wanted_to_ask_for_is_named() {
    let count = |row: &Row, count| format!("{}\tosier: call\t{count}\n", row.name);
    let rows = || SECTIONS.iter().flat_map(|section| section.rows);
    let modest: String = rows().map(|row| count(row, 0)).collect();
    assert_eq!(table::greedy(&Results::of_counts(&modest)), Vec::<String>::new());
    let greedy: String = rows().map(|row| count(row, 99)).collect();
    let of_memory = |row: &&Row| row.targets.iter().any(|target| target.is_of_memory());
    let judged = rows().filter(of_memory).count();
    assert_eq!(table::greedy(&Results::of_counts(&greedy)).len(), judged);
    assert_eq!(table::greedy(&Results::default()).len(), judged, "not measured");
}
