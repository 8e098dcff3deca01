//! What can be asked for on the command line.

#[cfg(test)]
mod tests;

use crate::bench::Bench;
use crate::steps::{STEPS, Step};

pub(crate) const USAGE: &str = "\
Usage: cargo xtask <task>

  ci [--step NAME]… [--keep-going]   every check, or the named ones, in their order
  ci --list                          what the checks are
  bench [--smoke]                    what the gateway adds to a direct call
  bench breaker [--smoke | --check]  the breaker, retry and limit beside the published crates;
                                     --check: a missed target fails
  bench cache [--smoke]              keys and hits of the cache beside the bare stores
  fuzz [--cases N]                   the property tests of the decoders, N cases each (20000)";

/// Enough to meet rare inputs, few enough for a coffee break.
const DEFAULT_CASES: u32 = 20_000;

/// One thing to do.
#[derive(Debug)]
pub(crate) enum Task {
    Help,
    ListSteps,
    Ci(Plan),
    Bench(Bench),
    Fuzz { cases: u32 },
}

/// Which checks to run.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) steps: Vec<&'static Step>,
    pub(crate) keep_going: bool,
}

/// Reads the arguments after the program's name. The error says what is wrong with them.
pub(crate) fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Task, String> {
    match arguments.next().as_deref() {
        None | Some("help" | "--help" | "-h") => Ok(Task::Help),
        Some("ci") => parse_ci(arguments),
        Some("bench") => parse_bench(arguments),
        Some("fuzz") => parse_fuzz(arguments),
        Some(other) => Err(format!("`{other}` is not a task")),
    }
}

fn parse_ci(mut arguments: impl Iterator<Item = String>) -> Result<Task, String> {
    let mut named = Vec::new();
    let mut keep_going = false;
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--list" => return Ok(Task::ListSteps),
            "--keep-going" => keep_going = true,
            "--step" => named.push(arguments.next().ok_or("--step needs a name")?),
            other => return Err(format!("`ci` does not know `{other}`")),
        }
    }
    let steps = chosen(&named)?;
    Ok(Task::Ci(Plan { steps, keep_going }))
}

/// The named steps in the order of the table, which is the one that builds least; all for none.
fn chosen(named: &[String]) -> Result<Vec<&'static Step>, String> {
    if let Some(stranger) =
        named.iter().find(|name| STEPS.iter().all(|step| step.name != name.as_str()))
    {
        return Err(format!("there is no step `{stranger}`; see `ci --list`"));
    }
    let wanted = |step: &&Step| named.is_empty() || named.iter().any(|name| name == step.name);
    Ok(STEPS.iter().filter(wanted).collect())
}

fn parse_bench(arguments: impl Iterator<Item = String>) -> Result<Task, String> {
    let arguments: Vec<_> = arguments.collect();
    let bench = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => Bench::Gateway { smoke: false },
        ["--smoke"] => Bench::Gateway { smoke: true },
        ["breaker"] => Bench::Breaker { smoke: false, judge: false },
        ["breaker", "--smoke"] => Bench::Breaker { smoke: true, judge: false },
        ["breaker", "--check"] => Bench::Breaker { smoke: false, judge: true },
        ["cache"] => Bench::Cache { smoke: false },
        ["cache", "--smoke"] => Bench::Cache { smoke: true },
        ["cache", other, ..] => return Err(format!("`bench cache` does not know `{other}`")),
        ["breaker", _, _, ..] => return Err("a smoke run is too short to be judged".to_owned()),
        ["breaker", other] | [other, ..] => return Err(format!("`bench` does not know `{other}`")),
    };
    Ok(Task::Bench(bench))
}

fn parse_fuzz(mut arguments: impl Iterator<Item = String>) -> Result<Task, String> {
    let cases = match (arguments.next().as_deref(), arguments.next()) {
        (None, _) => DEFAULT_CASES,
        (Some("--cases"), Some(number)) => {
            number.parse().map_err(|_| format!("`{number}` is not a number of cases"))?
        }
        (Some("--cases"), None) => return Err("--cases needs a number".to_owned()),
        (Some(other), _) => return Err(format!("`fuzz` does not know `{other}`")),
    };
    Ok(Task::Fuzz { cases })
}
