//! `osier check`: what a configuration means, without running it.

mod cache;
mod ladder;
mod route;
mod warnings;

use std::fmt::Write as _;

use super::Failure;
use super::arguments::CheckArguments;
use super::configuration::{Source, find};
use crate::assemble;
use crate::config::Config;

/// Checks the configuration offline and prints what it means.
pub(super) async fn run(arguments: &CheckArguments) -> Result<(), Failure> {
    let (from, config) = match find(arguments.config.as_deref()).await? {
        Source::File(file, config) => (file.display().to_string(), config),
        Source::Environment(config) => ("the environment".to_owned(), config),
        Source::Nothing => {
            print("no osier.toml and no provider keys: `osier serve` would simulate providers\n");
            return Ok(());
        }
    };
    assemble::targets(&config).await?;
    print(&report(&from, &config));
    Ok(())
}

fn report(from: &str, config: &Config) -> String {
    let mut out = format!("{from}: ok\nlisten {}\n", config.listen);
    for route in &config.routes {
        out.push_str(&route::described(config, route));
        out.push_str(&cache::described(config, route));
    }
    for warning in warnings::of(config) {
        let _ = writeln!(out, "warning: {warning}");
    }
    out
}

#[expect(clippy::print_stdout, reason = "the command line talks to a person")]
fn print(text: &str) {
    print!("{text}");
}
