//! The official Python client, talking to the gateway as any program would.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::build_programs;
use crate::Outcome;
use crate::process::Process;
use crate::workspace::Workspace;

/// The client as its users have it; raise it on purpose, not by surprise.
const CLIENT: &str = "openai==3.54.0";
/// Starts the gateway it is given, and runs every scenario beside it.
const SCRIPT: &str = "crates/gateway/tests/sdk/run.py";
/// All scenarios together.
const LIMIT: Duration = Duration::from_secs(300);

pub(super) fn run(workspace: &Workspace) -> Outcome {
    let script = workspace.root.join(SCRIPT);
    if !script.is_file() {
        return Err(format!("{SCRIPT} is missing").into());
    }
    let python = environment(&workspace.target.join("sdk-venv"))?;
    build_programs()?;
    let gateway = workspace.debug().join("osier");
    Process::new(python)
        .directory(&workspace.root)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .args([&script, Path::new("--gateway"), &gateway])
        .limit(LIMIT)
        .run()
}

/// The Python of an environment of our own that holds the client.
fn environment(folder: &Path) -> Outcome<PathBuf> {
    let python = folder.join("bin/python");
    let stamp = folder.join("installed");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == CLIENT) {
        return Ok(python);
    }
    if !Process::new("python3").args(["--version"]).succeeds() {
        return Err("python3 is missing; install python3 and python3-venv".into());
    }
    Process::new("python3")
        .args(["-m", "venv", "--clear"])
        .args([folder])
        .run()
        .map_err(|error| format!("{error}; is python3-venv installed?"))?;
    Process::new(&python)
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
        .args([CLIENT])
        .run()?;
    fs::write(stamp, CLIENT)?;
    Ok(python)
}
