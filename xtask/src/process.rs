//! Other programs: run with their output in full view, and never for ever.

#[cfg(all(test, unix))]
mod tests;

use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::Duration;

use crate::Outcome;

/// A whole cold build and test run fits in this; what takes longer hangs.
const LONGEST: Duration = Duration::from_secs(20 * 60);
/// How often a running program is looked at.
const GLANCE: Duration = Duration::from_millis(20);

/// A program to run.
pub(crate) struct Process {
    command: Command,
    limit: Duration,
}

impl Process {
    /// A program, found as the shell finds it.
    pub(crate) fn new(program: impl AsRef<OsStr>) -> Self {
        let mut command = Command::new(program);
        command.stdin(Stdio::null());
        Self { command, limit: LONGEST }
    }

    /// The cargo that runs this program, with arguments separated by spaces.
    pub(crate) fn cargo(arguments: &str) -> Self {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        Self::new(cargo).args(arguments.split_whitespace())
    }

    /// More arguments.
    pub(crate) fn args<A: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = A>) -> Self {
        self.command.args(arguments);
        self
    }

    /// An environment variable.
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// The folder to run in.
    pub(crate) fn directory(mut self, path: &Path) -> Self {
        self.command.current_dir(path);
        self
    }

    /// The time after which it is killed.
    pub(crate) fn limit(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// Runs it, its output shown as it comes. Anything but success is an error.
    pub(crate) fn run(mut self) -> Outcome {
        println!("$ {}", self.line());
        let mut child = self.spawn()?;
        self.finish(&mut child)
    }

    /// Runs it and gives what it wrote to standard output. Anything but success is an error.
    pub(crate) fn output(mut self) -> Outcome<String> {
        self.command.stdout(Stdio::piped());
        let mut child = self.spawn()?;
        let pipe = child.stdout.take();
        // Read beside the wait: a full pipe would stop the program.
        let reader = thread::spawn(move || pipe.map(io::read_to_string));
        self.finish(&mut child)?;
        let text = reader.join().map_err(|_| "the reader of a pipe died")?;
        Ok(text.transpose()?.unwrap_or_default())
    }

    /// Whether it runs and succeeds, in silence: for asking if a tool is installed.
    pub(crate) fn succeeds(mut self) -> bool {
        let silent = self.command.stdout(Stdio::null()).stderr(Stdio::null());
        silent.status().is_ok_and(|status| status.success())
    }

    fn spawn(&mut self) -> Outcome<Child> {
        let line = self.line();
        self.command.spawn().map_err(|error| format!("cannot run `{line}`: {error}").into())
    }

    fn finish(&self, child: &mut Child) -> Outcome {
        let line = self.line();
        match wait(child, self.limit)? {
            Some(status) if status.success() => Ok(()),
            Some(status) => Err(format!("`{line}` ended with {status}").into()),
            None => {
                child.kill()?;
                child.wait()?;
                let seconds = self.limit.as_secs();
                Err(format!("`{line}` did not end within {seconds} s").into())
            }
        }
    }

    /// The command as one would type it.
    pub(crate) fn line(&self) -> String {
        let program = Path::new(self.command.get_program());
        let mut line = program.file_name().unwrap_or_default().to_string_lossy().into_owned();
        for argument in self.command.get_args() {
            line.push(' ');
            line.push_str(&argument.to_string_lossy());
        }
        line
    }
}

/// The program's end, or nothing once the time is up.
#[expect(
    clippy::disallowed_methods,
    reason = "no runtime here, and a child process can only be polled"
)]
fn wait(child: &mut Child, limit: Duration) -> Outcome<Option<ExitStatus>> {
    let mut waited = Duration::ZERO;
    while waited < limit {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        thread::sleep(GLANCE);
        waited += GLANCE;
    }
    Ok(None)
}
