//! Long property tests, run by hand.

use crate::Outcome;
use crate::process::Process;
use crate::steps::has_nextest;
use crate::workspace::Workspace;

/// Crates that read bytes from strangers.
const DECODERS: [&str; 5] =
    ["osier-cache", "osier-core", "osier-gateway", "osier-http", "osier-providers-"];

/// Runs the tests of everything that reads bytes from strangers; each property is tried on `cases`
/// inputs. Tests without properties run once, which costs little and needs no list of names.
pub(crate) fn run(cases: u32) -> Outcome {
    let workspace = Workspace::load()?;
    let is_decoder = |name: &str| DECODERS.iter().any(|start| name.starts_with(start));
    let decoders = workspace.members.iter().filter(|p| is_decoder(&p.name));
    let packages = decoders.flat_map(|package| ["-p", &package.name]);
    let runner = if has_nextest() { "nextest run" } else { "test" };
    Process::cargo(runner)
        .args(packages)
        .args(["--all-features", "--lib", "--tests"])
        .env("PROPTEST_CASES", &cases.to_string())
        .run()
}
