//! The checks and chores of Osier.
//!
//! `cargo xtask ci` is everything a change must pass, on any machine; the hosted checks call it and
//! nothing else. Start reading at `steps`.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line program that reports to the terminal"
)]

mod bench;
mod ci;
mod cli;
mod fuzz;
mod process;
mod steps;
mod workspace;

use std::process::ExitCode;

use cli::Task;

/// What a task ends with; an error is one message for the reader of the terminal.
type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    let task = match cli::parse(std::env::args().skip(1)) {
        Ok(task) => task,
        Err(complaint) => {
            eprintln!("{complaint}\n\n{}", cli::USAGE);
            return ExitCode::from(2);
        }
    };
    match perform(task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn perform(task: Task) -> Outcome {
    match task {
        Task::Help => {
            println!("{}", cli::USAGE);
            Ok(())
        }
        Task::ListSteps => {
            ci::list();
            Ok(())
        }
        Task::Ci(plan) => ci::run(&plan),
        Task::Bench(bench) => bench::run(bench),
        Task::Fuzz { cases } => fuzz::run(cases),
    }
}
