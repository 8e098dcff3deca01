//! One database, which is used until it is full, old or broken.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use osier_core::{CacheKey, StoreError, StoreErrorKind, TenantKey};
use sled::{Db, IVec};

use crate::SledSettings;
use crate::directory::{Directory, Name, bytes_in, delete};
use crate::fault::{damaged, guarded, of_sled};
use crate::opening::open;

/// So long the files of a database wait that does not close.
const CLOSE_WITHIN: Duration = Duration::from_secs(5);

/// So long whoever began the next one waits for them.
const SETTLE_WITHIN: Duration = Duration::from_secs(3);

/// What is wrong with a generation.
const NOTHING: u8 = 0;
const READ_ONLY: u8 = 1;
const BROKEN: u8 = 2;

/// One database in a directory of its own.
pub(crate) struct Generation {
    pub(crate) name: Name,
    path: PathBuf,
    db: Option<Db>,
    /// Whether it was damaged, and opened all the same.
    pub(crate) is_mended: bool,
    trouble: AtomicU8,
    is_doomed: AtomicBool,
    gone: Mutex<Option<Sender<()>>>,
    directory: Directory,
}

/// Files that are to be deleted.
pub(crate) struct Doomed {
    path: PathBuf,
    ended: Receiver<()>,
}

impl Generation {
    pub(crate) fn open(
        directory: &Directory,
        name: Name,
        settings: &SledSettings,
    ) -> Result<Self, StoreError> {
        let path = directory.make(name)?;
        let (db, is_mended) = open(&path, settings)?;
        Ok(Self {
            name,
            path,
            is_mended,
            db: Some(db),
            trouble: AtomicU8::new(NOTHING),
            is_doomed: AtomicBool::new(false),
            gone: Mutex::default(),
            directory: directory.clone(),
        })
    }

    pub(crate) fn get(&self, key: &[u8]) -> Result<Option<IVec>, StoreError> {
        self.with(|db| db.get(key))
    }

    pub(crate) fn put(&self, key: &[u8], stamped: Vec<u8>) -> Result<(), StoreError> {
        self.with(|db| db.insert(key, stamped).map(drop))
    }

    pub(crate) fn remove(&self, key: &CacheKey) -> Result<(), StoreError> {
        self.with(|db| db.remove(key.to_bytes()).map(drop))
    }

    pub(crate) fn flush(&self) -> Result<(), StoreError> {
        self.with(|db| db.flush().map(drop))
    }

    /// Shows every entry that is not this tenant's, until there is a reason to stop.
    pub(crate) fn each_but(
        &self,
        tenant: &TenantKey,
        mut show: impl FnMut(&[u8], &[u8]) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let entries = self.with(|db| Ok(db.iter()))?;
        let mut entries = entries.filter(|entry| match entry {
            Ok((key, _)) => !key.starts_with(tenant.as_bytes()),
            Err(_) => true,
        });
        loop {
            let Some((key, stamped)) = self.with(|_| entries.next().transpose())? else {
                return Ok(());
            };
            show(&key, &stamped)?;
        }
    }

    /// Does this with the database, and remembers what came of it.
    fn with<T>(&self, work: impl FnOnce(&Db) -> sled::Result<T>) -> Result<T, StoreError> {
        let db = self.db.as_ref().filter(|_| !self.is_broken());
        let db = db.ok_or_else(|| damaged("what was here is broken"))?;
        let done = guarded(|| work(db).map_err(|error| of_sled(&error)));
        done.inspect_err(|error| self.suffer(error.kind()))
    }

    /// Once writing has failed, the database refuses to write for good; what it has can still be read.
    pub(crate) fn suffer(&self, kind: StoreErrorKind) {
        let trouble = if kind == StoreErrorKind::Damaged { BROKEN } else { READ_ONLY };
        self.trouble.fetch_max(trouble, Ordering::AcqRel);
    }

    /// Files that somebody has deleted take whatever is written to them, and keep none of it.
    pub(crate) fn is_in_place(&self) -> Result<(), StoreError> {
        if self.path.exists() {
            return Ok(());
        }
        self.suffer(StoreErrorKind::Failed);
        let note = format!("somebody has deleted {}; it is begun anew", self.path.display());
        Err(StoreError::new(StoreErrorKind::Failed, note))
    }

    pub(crate) fn is_troubled(&self) -> bool {
        self.trouble.load(Ordering::Acquire) != NOTHING
    }

    pub(crate) fn is_broken(&self) -> bool {
        self.trouble.load(Ordering::Acquire) == BROKEN
    }

    pub(crate) fn bytes(&self) -> u64 {
        bytes_in(&self.path)
    }

    /// Once nobody uses it any longer, its files are deleted.
    pub(crate) fn doom(&self) -> Doomed {
        let (gone, ended) = mpsc::channel();
        *self.gone.lock().unwrap_or_else(PoisonError::into_inner) = Some(gone);
        self.is_doomed.store(true, Ordering::Release);
        Doomed { path: self.path.clone(), ended }
    }
}

impl Doomed {
    /// Waits for a moment until the files are deleted: what comes next has its room then.
    pub(crate) fn settle(&self) {
        let _ = self.ended.recv_timeout(SETTLE_WITHIN);
    }

    /// Waits until the files are deleted, and deletes them itself if somebody never lets go of them. Whether they are
    /// gone.
    pub(crate) fn wait(self) -> bool {
        let _ = self.ended.recv_timeout(CLOSE_WITHIN * 2);
        delete(&self.path)
    }
}

/// Closing writes out what is left, waits for the disk, and never ends if one of the database's own threads has
/// panicked: so it has threads of its own. The directory stays locked until it is closed.
impl Drop for Generation {
    fn drop(&mut self) {
        let (db, path, directory) = (self.db.take(), self.path.clone(), self.directory.clone());
        let is_doomed = self.is_doomed.load(Ordering::Acquire);
        let gone = self.gone.lock().unwrap_or_else(PoisonError::into_inner).take();
        let close = move || {
            let (closing, closed) = mpsc::channel::<()>();
            beside("osier-sled-close", move || {
                let _ = guarded(|| {
                    drop(db);
                    Ok(())
                });
                drop((closing, directory));
            });
            if is_doomed {
                let _ = closed.recv_timeout(CLOSE_WITHIN);
                let _ = fs::remove_dir_all(path);
            }
            drop(gone);
        };
        beside("osier-sled-drop", close);
    }
}

/// On another thread; if there is none to be had, nowhere: what it holds is dropped here.
fn beside(name: &str, work: impl FnOnce() + Send + 'static) {
    let _ = thread::Builder::new().name(name.to_owned()).spawn(work);
}
