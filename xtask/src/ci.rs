//! Runs the checks one after another, and says how each went and how long it took.

use std::time::{Duration, Instant};

use crate::Outcome;
use crate::cli::Plan;
use crate::steps::{STEPS, Step};
use crate::workspace::Workspace;

/// How one step went.
struct Report {
    step: &'static str,
    took: Duration,
    verdict: Verdict,
}

#[derive(Clone, Copy, PartialEq)]
enum Verdict {
    Passed,
    Failed,
    NotRun,
}

/// Prints what the steps are.
pub(crate) fn list() {
    for step in STEPS {
        println!("{:<9} {}", step.name, step.about);
    }
}

/// Runs the planned steps; stops at the first that fails unless told to keep going.
pub(crate) fn run(plan: &Plan) -> Outcome {
    let workspace = Workspace::load()?;
    let mut reports = Vec::new();
    let mut stopped = false;
    for step in &plan.steps {
        let report = if stopped { not_run(step) } else { perform(step, &workspace) };
        stopped |= report.verdict == Verdict::Failed && !plan.keep_going;
        reports.push(report);
    }
    print_table(&reports);
    let failed: Vec<_> = reports
        .iter()
        .filter(|report| report.verdict == Verdict::Failed)
        .map(|report| report.step)
        .collect();
    if failed.is_empty() { Ok(()) } else { Err(format!("failed: {}", failed.join(", ")).into()) }
}

fn perform(step: &Step, workspace: &Workspace) -> Report {
    println!("\n── {}: {}", step.name, step.about);
    let started = now();
    let verdict = match (step.run)(workspace) {
        Ok(()) => Verdict::Passed,
        Err(error) => {
            println!("{}: {error}", step.name);
            Verdict::Failed
        }
    };
    let report = Report { step: step.name, took: now() - started, verdict };
    print_line(&report);
    report
}

fn not_run(step: &Step) -> Report {
    Report { step: step.name, took: Duration::ZERO, verdict: Verdict::NotRun }
}

fn print_table(reports: &[Report]) {
    println!("\n── all");
    reports.iter().for_each(print_line);
    let total: Duration = reports.iter().map(|report| report.took).sum();
    println!("{:<9} {:>7.1} s", "total", total.as_secs_f64());
}

fn print_line(report: &Report) {
    let verdict = match report.verdict {
        Verdict::Passed => "ok",
        Verdict::Failed => "FAILED",
        Verdict::NotRun => "not run",
    };
    let seconds = report.took.as_secs_f64();
    println!("{:<9} {seconds:>7.1} s  {verdict}", report.step);
}

#[expect(
    clippy::disallowed_methods,
    reason = "a stopwatch for the reader; no decision hangs on it"
)]
fn now() -> Instant {
    Instant::now()
}
