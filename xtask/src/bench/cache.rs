//! What a hit costs, and the key of a request, beside what we set out to reach.

use std::fs;

use super::results::{OURS, Results};
use crate::Outcome;
use crate::process::Process;
use crate::steps::redis;
use crate::workspace::Workspace;

/// Enough to see that every row runs; the figures say little.
const SMOKE: &str = "--sample-size 10 --warm-up-time 0.01 --measurement-time 0.05 --nresamples 500";

/// One figure, and what we want of it.
struct Row {
    name: &'static str,
    party: &'static str,
    wanted: Wanted,
}

enum Wanted {
    /// Nanoseconds.
    AtMost(f64),
    /// Times as long as this party, at most.
    Beside(&'static str, f64),
    /// To be seen, not to be judged.
    Seen,
}

use Wanted::{AtMost, Beside, Seen};

const ROWS: [Row; 9] = [
    row("key of a request", "1 kB", Seen),
    row("key of a request", "10 kB", AtMost(15_000.0)),
    row("key of a request", "100 kB", Seen),
    row("hit in memory, 4 kB", OURS, AtMost(5_000.0)),
    row("hit on disk, 4 kB", OURS, Beside("sled", 1.5)),
    row("hit on disk, 4 kB", "sled", Seen),
    row("hit on disk, 4 kB", "sled in place", Seen),
    row("hit in Redis, 4 kB", OURS, Beside("redis", 1.5)),
    row("hit in Redis, 4 kB", "redis", Seen),
];

const fn row(name: &'static str, party: &'static str, wanted: Wanted) -> Row {
    Row { name, party, wanted }
}

/// Measures everything and prints it.
pub(super) fn run(smoke: bool) -> Outcome {
    let workspace = Workspace::load()?;
    let folder = workspace.target.join("criterion-cache");
    if folder.exists() {
        fs::remove_dir_all(&folder)?; // a row that is gone would be read again
    }
    Process::cargo("bench --quiet -p osier-benches --bench cache -- --quiet --noplot")
        .args(if smoke { SMOKE } else { "" }.split_whitespace())
        .env("CRITERION_HOME", &folder.to_string_lossy())
        .env(redis::VARIABLE, &redis::server()?.to_string_lossy())
        .output()?;
    let mut results = Results::default();
    results.read_times(&folder)?;
    println!("{:<22} {:<14} {:>10}  wanted", "row", "party", "median");
    for row in &ROWS {
        println!("{}", row.told(&results)?);
    }
    Ok(())
}

impl Row {
    fn told(&self, results: &Results) -> Outcome<String> {
        let Self { name, party, wanted } = self;
        let time = |party: &str| {
            let time = results.time(name, party);
            time.ok_or_else(|| format!("{name}, {party}: not measured"))
        };
        let took = time(party)?;
        let verdict = match wanted {
            AtMost(most) => judged(took <= *most, &format!("≤ {}", shown(*most))),
            Beside(other, most) => {
                let ratio = took / time(other)?;
                judged(ratio <= *most, &format!("{ratio:.2} × {other}, ≤ {most}"))
            }
            Seen => String::new(),
        };
        Ok(format!("{name:<22} {party:<14} {:>10}  {verdict}", shown(took)))
    }
}

fn judged(is_met: bool, wanted: &str) -> String {
    format!("{wanted}: {}", if is_met { "met" } else { "MISSED" })
}

fn shown(nanoseconds: f64) -> String {
    format!("{:.2} µs", nanoseconds / 1000.0)
}
