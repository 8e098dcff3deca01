//! The table of several threads on one breaker.

use std::thread::available_parallelism;

use super::results::{OURS, Results};
use super::rows::{COLLAPSE, CROWDS, SHARED, ZERO};
use super::table::nanoseconds;

/// One operation's time with one, two and four threads.
type Times = [Option<f64>; CROWDS.len()];

/// Prints it and gives how often we stand in our own way.
pub(super) fn print(results: &Results) -> usize {
    println!("{}", introduction());
    let mut missed = 0;
    for row in SHARED {
        let names = CROWDS.map(|crowd| format!("{row}, {crowd} threads"));
        for party in parties(row, &names, results) {
            let times = names.each_ref().map(|name| results.time(name, party));
            let (verdict, miss) = collapse(party, times);
            println!("| {row} | {party} | {} | {verdict} |", cells(times).join(" | "));
            missed += usize::from(miss);
        }
    }
    missed
}

fn introduction() -> String {
    let cores = available_parallelism().map_or(1, usize::from);
    format!(
        "\n## One breaker, several threads\n\n\
         Nanoseconds of one operation, all threads together; in brackets, times one thread. There are \
         {cores} cores\nhere: more threads take turns. Where {cores} threads load the bare word no faster \
         than one does, the machine was busy.\n\n\
         | row | party | 1 thread | 2 threads | 4 threads | 4 to 2 ≤ {COLLAPSE} |\n\
         |---|---|---:|---:|---:|---|"
    )
}

fn parties<'a>(row: &str, names: &[String], results: &'a Results) -> Vec<&'a str> {
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let mut parties = results.parties(&names);
    parties.retain(|party| row != ZERO.0 || *party != OURS);
    parties
}

fn cells(times: Times) -> Vec<String> {
    let [one, ..] = times;
    let cell = |time: Option<f64>| match time.zip(one) {
        Some((time, one)) => format!("{} ({:.1})", nanoseconds(time), time / one),
        None => "–".to_owned(),
    };
    times.into_iter().map(cell).collect()
}

/// Whether we stand in our own way; the others are not judged.
pub(super) fn collapse(party: &str, times: Times) -> (String, bool) {
    let ours = party == OURS;
    let [_, Some(two), Some(four)] = times else {
        return ("not measured".to_owned(), ours);
    };
    let ratio = four / two;
    let holds = ratio <= COLLAPSE;
    let word = match (ours, holds) {
        (false, _) => "",
        (true, true) => ": met",
        (true, false) => ": MISSED",
    };
    (format!("{ratio:.1}{word}"), ours && !holds)
}
