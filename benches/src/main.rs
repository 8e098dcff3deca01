//! What the gateway adds to a direct call, measured side by side on loopback.
//!
//! A simulated provider answers at once. The same client asks it directly and through a whole
//! gateway, in turns, so that whatever else the machine does hits both. Figures are worth something
//! in relation to each other within one run, and nothing else.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it reports to a person")]

mod case;
mod client;
mod effort;
mod latency;
mod quantiles;
mod report;
mod reuse;
mod stage;
mod throughput;

use std::process::ExitCode;

use case::CASES;
use effort::Effort;
use stage::Stage;

/// Why there is no result.
type Failure = Box<dyn std::error::Error + Send + Sync>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let effort = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => Effort::full(),
        ["--smoke"] => Effort::smoke(),
        _ => {
            eprintln!(
                "Usage: osier-benches [--smoke]\n\n  --smoke  a few seconds instead of a minute"
            );
            return ExitCode::from(2);
        }
    };
    match run(&effort) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => {
            eprintln!("the benchmark could not be run: {failure}");
            ExitCode::from(2)
        }
    }
}

/// Measures, prints, and gives whether everything is as it must be.
fn run(effort: &Effort) -> Result<bool, Failure> {
    stage::log_to_nowhere();
    let mut rows = Vec::new();
    report::latency_header();
    for case in CASES {
        for row in latency::measure(&Stage::start()?, case, effort)? {
            report::latency(&row);
            rows.push(row);
        }
    }
    report::throughput_header();
    for stream in [false, true] {
        report::throughput(&throughput::measure(&Stage::start()?, stream, effort)?);
    }
    let reuse = reuse::measure(&Stage::start()?)?;
    let reused = report::reuse(&reuse);
    Ok(report::verdict(&rows) && reused)
}
