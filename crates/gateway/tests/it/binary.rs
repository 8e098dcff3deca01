//! The binary `osier`, run in folders of its own.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// The binary in an empty folder, with nothing in its environment.
pub(crate) fn osier(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_osier"));
    command.args(arguments).env_clear().current_dir(empty_folder());
    command
}

/// Nobody else keeps answers there.
pub(crate) fn empty_folder() -> PathBuf {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let name = format!("run-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a writable folder");
    folder
}

pub(crate) fn run(arguments: &[&str]) -> Output {
    osier(arguments).output().expect("the binary runs")
}

pub(crate) fn said(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

pub(crate) fn file(name: &str, text: &str) -> String {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).expect("a writable folder");
    path.display().to_string()
}

/// A gateway in a process of its own, killed when it is let go.
pub(crate) struct Running {
    pub(crate) child: Child,
    log: BufReader<std::process::ChildStderr>,
}

impl Running {
    pub(crate) fn start(mut command: Command) -> Self {
        let mut child = command.stderr(Stdio::piped()).spawn().expect("the binary runs");
        let log = BufReader::new(child.stderr.take().expect("a pipe"));
        Self { child, log }
    }

    /// The address it listens on, and what it said before.
    pub(crate) fn listening(&mut self) -> (String, String) {
        let mut before = String::new();
        loop {
            let mut line = String::new();
            let read = self.log.read_line(&mut line).expect("a log");
            assert!(read > 0, "it ended before it listened: {before}");
            if let Some((_, address)) = line.split_once("listening on ") {
                return (address.trim().to_owned(), before);
            }
            before.push_str(&line);
        }
    }

    /// Itself, once this has been in its log.
    pub(crate) fn says(mut self, text: &str) -> Self {
        let mut line = String::new();
        while !line.contains(text) {
            line.clear();
            let read = self.log.read_line(&mut line).expect("a log");
            assert!(read > 0, "it ended");
        }
        self
    }

    /// What it says from here to its end, which is a good one.
    pub(crate) fn ended(mut self) -> String {
        let mut rest = String::new();
        self.log.read_to_string(&mut rest).expect("a log");
        let status = self.child.wait().expect("it ends");
        assert!(status.success(), "{status}: {rest}");
        rest
    }

    pub(crate) fn tell(&self, signal: &str) {
        let id = self.child.id().to_string();
        let told = Command::new("kill").args([signal, &id]).status().expect("kill runs");
        assert!(told.success());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
