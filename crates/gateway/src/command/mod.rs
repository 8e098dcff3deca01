//! The commands of the binary.

mod arguments;
mod check;
mod configuration;
mod serve;
mod signals;

use std::process::ExitCode;

use clap::Parser;

use self::arguments::{Arguments, Command};
use crate::assemble::Failure;

/// Runs the command line. Gives 0 for success, 1 for a failure that was explained on standard error,
/// and 2 for words that are no command.
pub async fn run() -> ExitCode {
    let result = match Arguments::parse().command() {
        Command::Serve(arguments) => serve::run(arguments).await,
        Command::Check(arguments) => check::run(&arguments).await,
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            complain(&failure);
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stderr, reason = "the command line talks to a person")]
fn complain(failure: &Failure) {
    eprintln!("osier: {failure}");
}
