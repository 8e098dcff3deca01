//! Opening a database, which may fail, panic, or never end.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use osier_core::{StoreError, StoreErrorKind};
use sled::Db;

use crate::SledSettings;
use crate::fault::{guarded, of_sled};

/// For the pages of one generation, in bytes; the database takes several times that. What is not in it comes from the
/// system's own cache.
const PAGES: u64 = 4 * 1024 * 1024;

/// A database that was closed a moment ago still has its lock.
const LOCKED: &str = "could not acquire lock";
const TRIES: u32 = 100;
const BETWEEN: Duration = Duration::from_millis(20);

/// Opens what is there, or begins anew.
///
/// Beside the log with the entries themselves lie files that only sum it up. Where those are what is damaged, it is
/// opened without them, which is said by the second of the pair.
///
/// # Errors
///
/// [`Timeout`](StoreErrorKind::Timeout) if it does not come back, and what is wrong with the files if it does.
pub(crate) fn open(path: &Path, settings: &SledSettings) -> Result<(Db, bool), StoreError> {
    match open_apart(path, settings) {
        // A full disk, a missing right or a lock says nothing about them.
        Err(error) if error.kind() == StoreErrorKind::Damaged && drop_summaries(path) => {
            open_apart(path, settings).map(|db| (db, true))
        }
        opened => opened.map(|db| (db, false)),
    }
}

/// On a thread of its own, which is left alone if it does not come back in time.
fn open_apart(path: &Path, settings: &SledSettings) -> Result<Db, StoreError> {
    let (tell, told) = mpsc::channel();
    let (path, flush_every) = (path.to_owned(), settings.flush_every);
    let opening = thread::Builder::new().name("osier-sled-open".to_owned()).spawn(move || {
        let _ = tell.send(guarded(|| open_here(&path, flush_every)));
    });
    let failed = |note: &str| StoreError::new(StoreErrorKind::Failed, note);
    opening.map_err(|_| failed("no thread to open the database on"))?;
    match told.recv_timeout(settings.open_within) {
        Ok(opened) => opened,
        Err(RecvTimeoutError::Timeout) => {
            let note = format!("opening takes longer than {:?}", settings.open_within);
            Err(StoreError::new(StoreErrorKind::Timeout, note))
        }
        Err(RecvTimeoutError::Disconnected) => Err(failed("opening ended without a result")),
    }
}

fn open_here(path: &PathBuf, flush_every: Duration) -> Result<Db, StoreError> {
    drop_half_written(path);
    let flush_every = u64::try_from(flush_every.as_millis()).ok();
    let config = sled::Config::new()
        .path(path)
        .cache_capacity(PAGES)
        .flush_every_ms(flush_every)
        .mode(sled::Mode::LowSpace);
    for _ in 1..TRIES {
        match config.open() {
            Err(sled::Error::Io(error)) if error.to_string().contains(LOCKED) => {
                thread::park_timeout(BETWEEN);
            }
            opened => return opened.map_err(|error| of_sled(&error)),
        }
    }
    config.open().map_err(|error| of_sled(&error))
}

/// A crash while a snapshot is written leaves a piece that the database would take for the newest snapshot, and refuse
/// to open because it is not whole.
fn drop_half_written(path: &Path) {
    drop_files(path, |name| name.starts_with("snap.") && name.ends_with(".generating"));
}

/// Whether there was anything that sums up the log; it is gone then.
fn drop_summaries(path: &Path) -> bool {
    drop_files(path, |name| name == "conf" || name.starts_with("snap."))
}

/// Whether there were such files.
fn drop_files(path: &Path, which: impl Fn(&str) -> bool) -> bool {
    let Ok(entries) = fs::read_dir(path) else { return false };
    let named = entries.flatten().filter(|entry| entry.file_name().to_str().is_some_and(&which));
    named.filter(|entry| fs::remove_file(entry.path()).is_ok()).count() > 0
}
