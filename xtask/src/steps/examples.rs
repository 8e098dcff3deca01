//! The example programs.

use std::time::Duration;

use super::build_programs;
use crate::Outcome;
use crate::process::Process;
use crate::workspace::Workspace;

/// An example shows something in seconds, or shows too much.
const LIMIT: Duration = Duration::from_secs(60);

pub(super) fn run(workspace: &Workspace) -> Outcome {
    build_programs()?;
    let folder = workspace.debug().join("examples");
    let examples = workspace.members.iter().flat_map(|p| p.targets_of("example"));
    for example in examples {
        Process::new(folder.join(&example.name)).limit(LIMIT).run()?;
    }
    Ok(())
}
