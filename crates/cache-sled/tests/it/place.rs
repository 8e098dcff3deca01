//! Directories, and processes.

use std::env;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A directory that is empty, and gone with the test.
pub(crate) struct Place(PathBuf);

impl Place {
    pub(crate) fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Says to a process where it is to work.
const WHERE: &str = "OSIER_SLED_DIRECTORY";

/// This program again, for that one ignored test, in this directory.
pub(crate) fn process(test: &str, directory: &Path) -> Command {
    let mut process = Command::new(env::current_exe().unwrap());
    process.args(["--ignored", "--exact", "--nocapture", test]).env(WHERE, directory);
    process
}

/// Where this process is to work.
pub(crate) fn here() -> PathBuf {
    env::var_os(WHERE).unwrap().into()
}

/// Every file in it, and in what is in it.
pub(crate) fn files(path: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(path) else { return Vec::new() };
    let mut files = Vec::new();
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() { files.extend(self::files(&path)) } else { files.push(path) }
    }
    files.sort();
    files
}

/// The bytes of all of them.
pub(crate) fn bytes(path: &Path) -> u64 {
    files(path).iter().map(|file| fs::metadata(file).map_or(0, |file| file.len())).sum()
}

/// Of a database that is open, too: what it takes away meanwhile is not there.
pub(crate) fn copy(from: &Path, to: &Path) {
    for file in files(from) {
        let to = to.join(file.strip_prefix(from).unwrap());
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        match fs::copy(file, to) {
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            copied => drop(copied.unwrap()),
        }
    }
    for entry in fs::read_dir(from).unwrap().flatten().filter(|entry| entry.path().is_dir()) {
        let _ = fs::create_dir_all(to.join(entry.file_name()).join("blobs"));
    }
}
