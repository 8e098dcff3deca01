//! The binary `osier`.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    osier_gateway::command::run().await
}
