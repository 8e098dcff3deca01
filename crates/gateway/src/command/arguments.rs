//! The words of the command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// The resilience gateway for LLM applications: point the base URL of any OpenAI client at it.
#[derive(Debug, Parser)]
#[command(name = "osier", version, args_conflicts_with_subcommands = true)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: ServeArguments,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Run the gateway (the default)
    Serve(ServeArguments),
    /// Check a configuration without running it
    Check(CheckArguments),
}

#[derive(Args, Debug)]
pub(super) struct ServeArguments {
    /// The configuration file; without it, ./osier.toml if there is one, else the environment
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// Where to listen, instead of where the configuration says
    #[arg(long, value_name = "ADDR")]
    pub(super) listen: Option<SocketAddr>,
    /// Where to keep files, such as stored answers, instead of where the configuration says [./osier-data]
    #[arg(long, value_name = "DIR")]
    pub(super) data_dir: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(super) struct CheckArguments {
    /// The configuration file; without it, ./osier.toml if there is one, else the environment
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
}

impl Arguments {
    pub(super) fn command(self) -> Command {
        self.command.unwrap_or(Command::Serve(self.serve))
    }
}
