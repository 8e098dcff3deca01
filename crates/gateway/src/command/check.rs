//! `osier check`: what a configuration means, without running it.

use std::fmt::Write as _;

use osier::retry::{Policy, RetryPolicy};

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
    out
}

fn route_line(config: &Config, route: &RouteConfig) -> String {
    let targets: Vec<String> =
        route.targets.get_ref().iter().map(|name| describe(config, name.get_ref())).collect();
    let deadline = humantime::format_duration(route.deadline.unwrap_or(config.server.deadline));
    let (name, attempts) = (route.model.get_ref(), attempts(config, route));
    let targets = targets.join(", then ");
    format!("{name} -> {targets}\n    at worst {attempts} attempts in {deadline}")
}

/// As many as the targets make together, within what one request may make.
fn attempts(config: &Config, route: &RouteConfig) -> u32 {
    let names = route.target_names();
    let targets = config.targets.iter().filter(|target| names.contains(target.name.get_ref()));
    let made = targets.map(|target| {
        RetryPolicy::try_new(target.retry.settings()).map_or(1, |policy| policy.max_attempts())
    });
    made.fold(0, u32::saturating_add)
        .min(route.max_attempts.unwrap_or(config.server.max_attempts).get())
}

fn describe(config: &Config, name: &str) -> String {
    let target = config.targets.iter().find(|target| target.name.get_ref() == name);
    match target.and_then(crate::config::TargetConfig::model_name) {
        Some(model) => format!("{name} ({model})"),
        None => format!("{name} (the model asked for)"),
    }
}

#[expect(clippy::print_stdout, reason = "the command line talks to a person")]
fn print(text: &str) {
    print!("{text}");
}
