//! The tables, in Markdown.

use super::results::{OURS, Results};
use super::rows::{Row, SECTIONS, SWAP, Section, ZERO};
use super::shared;

/// Prints everything and gives how many targets are missed.
pub(super) fn print(results: &Results) -> usize {
    println!("{}", introduction(results));
    let mut missed = 0;
    for section in SECTIONS {
        missed += print_section(section, results);
    }
    missed += shared::print(results);
    println!("\nThrough: {}.", interfaces(results));
    missed
}

fn introduction(results: &Results) -> String {
    let time = |(row, party)| results.time(row, party).map_or("?".to_owned(), nanoseconds);
    format!(
        "\nNanoseconds of one operation, the median of its samples in the fastest round; for ours in \
         brackets that of the\nslowest; × the times of ours; allocations, where there are any. A bare \
         atomic load, the zero: {} ns. A bare\ncompare-and-swap: {} ns.",
        time(ZERO),
        time(SWAP),
    )
}

fn print_section(section: &Section, results: &Results) -> usize {
    let names: Vec<_> = section.rows.iter().map(|row| row.name).collect();
    let parties = results.parties(&names);
    println!("\n## {}\n\n| row | {} | target | verdict |", section.title, parties.join(" | "));
    println!("|---|{}---|---|", "---:|".repeat(parties.len()));
    let mut missed = 0;
    for row in section.rows {
        let cells: Vec<_> = parties.iter().map(|party| cell(row.name, party, results)).collect();
        let (verdict, misses) = verdict(row, results);
        println!("| {} | {} | {} | {verdict} |", row.name, cells.join(" | "), targets(row));
        missed += misses;
    }
    missed
}

/// What a party takes; for us, how much that varies; for the others, how many times ours it is; and
/// the allocations.
pub(super) fn cell(row: &str, party: &str, results: &Results) -> String {
    let Some(time) = results.time(row, party) else { return "–".to_owned() };
    let mut cell = nanoseconds(time);
    if party != OURS
        && let Some(ours) = results.time(row, OURS)
    {
        cell.push_str(&format!(" ×{}", nanoseconds(time / ours)));
    }
    if party == OURS
        && let Some(slowest) = results.slowest(row, party)
    {
        cell.push_str(&format!(" ({})", nanoseconds(slowest)));
    }
    if let Some(count) = results.allocations(row, party).filter(|count| *count > 0.0) {
        cell.push_str(&format!(", {count} alloc."));
    }
    cell
}

fn targets(row: &Row) -> String {
    row.targets.iter().map(|target| target.text()).collect::<Vec<_>>().join("; ")
}

/// What is missed, in words, and how much of it. What was not measured is not met.
pub(super) fn verdict(row: &Row, results: &Results) -> (String, usize) {
    let unmet = |met| row.targets.iter().filter(move |t| t.is_met(row.name, results) == met);
    let unknown = unmet(None).count();
    let missed: Vec<_> = unmet(Some(false)).map(|target| target.text()).collect();
    let text = match (missed.as_slice(), unknown) {
        ([], 0) if row.targets.is_empty() => "–".to_owned(),
        ([], 0) => "met".to_owned(),
        ([], _) => "not measured".to_owned(),
        _ => format!("MISSED: {}", missed.join("; ")),
    };
    (text, missed.len() + unknown)
}

/// Where we ask for more memory than we want to, or nobody looked.
pub(super) fn greedy(results: &Results) -> Vec<String> {
    let rows = SECTIONS.iter().flat_map(|section| section.rows);
    let targets = rows.flat_map(|row| row.targets.iter().map(|target| (row.name, *target)));
    targets
        .filter(|(row, target)| target.is_of_memory() && target.is_met(row, results) != Some(true))
        .map(|(row, target)| match results.allocations(row, OURS) {
            Some(count) => format!("{row}: {count}, but {}", target.text()),
            None => format!("{row}: not measured"),
        })
        .collect()
}

fn interfaces(results: &Results) -> String {
    let parties: Vec<_> =
        results.interfaces().map(|(party, calls)| format!("{party} {calls}")).collect();
    parties.join("; ")
}

/// Three figures that count.
pub(super) fn nanoseconds(time: f64) -> String {
    match time {
        ..10.0 => format!("{time:.2}"),
        10.0..100.0 => format!("{time:.1}"),
        _ => format!("{time:.0}"),
    }
}
