//! Benchmarks: what the gateway adds, and Osier beside its peers.

mod cache;
mod peers;
mod results;
mod rows;
mod shared;
mod table;
#[cfg(test)]
mod tests;

use crate::Outcome;
use crate::process::Process;

pub(crate) use peers::verify as verify_peers;

/// What to measure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Bench {
    /// What the gateway adds to a direct call.
    Gateway { smoke: bool },
    /// The breaker, and what goes with it, beside the published crates.
    Breaker { smoke: bool, judge: bool },
    /// Keys and hits of the cache, beside the bare stores.
    Cache { smoke: bool },
}

pub(crate) fn run(bench: Bench) -> Outcome {
    match bench {
        Bench::Gateway { smoke } => {
            let arguments = smoke.then_some("--smoke");
            Process::cargo("run --release -p osier-benches --").args(arguments).run()
        }
        Bench::Cache { smoke } => cache::run(smoke),
        Bench::Breaker { smoke, judge } => peers::compare(smoke, judge),
    }
}
