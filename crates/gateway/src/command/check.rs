//! `osier check`: what a configuration means, without running it.

use std::fmt::Write as _;

use super::Failure;
use super::arguments::CheckArguments;
use super::configuration::{Source, find};
use crate::assemble;
use crate::config::{Config, RouteConfig};

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
        let _ = writeln!(out, "{}", route_line(config, route));
    }
    let limits = &config.server;
    let deadline = humantime::format_duration(limits.deadline);
    let _ = writeln!(
        out,
        "worst case for one request: {deadline}, attempts: {}",
        longest_route(config).min(limits.max_attempts.get() as usize)
    );
    out
}

fn route_line(config: &Config, route: &RouteConfig) -> String {
    let targets: Vec<String> =
        route.targets.get_ref().iter().map(|name| describe(config, name.get_ref())).collect();
    format!("{} -> {}", route.model.get_ref(), targets.join(", then "))
}

fn describe(config: &Config, name: &str) -> String {
    let target = config.targets.iter().find(|target| target.name.get_ref() == name);
    match target.and_then(crate::config::TargetConfig::model_name) {
        Some(model) => format!("{name} ({model})"),
        None => format!("{name} (the model asked for)"),
    }
}

fn longest_route(config: &Config) -> usize {
    config.routes.iter().map(|route| route.targets.get_ref().len()).max().unwrap_or_default()
}

#[expect(clippy::print_stdout, reason = "the command line talks to a person")]
fn print(text: &str) {
    print!("{text}");
}
