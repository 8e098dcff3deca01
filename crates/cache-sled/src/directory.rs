//! The directory: whose it is, and what is in it.

use std::fs::{self, File, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use osier_core::{StoreError, StoreErrorKind};

use crate::fault::at_path;
use crate::private::{make_closed_directory, make_directory, open_file};

/// A directory that no other process has. The lock ends with the process, however that ends.
#[derive(Clone, Debug)]
pub(crate) struct Directory {
    path: Arc<Path>,
    _lock: Arc<File>,
}

/// What a generation is called: which one it is, and when it began, in seconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Name {
    pub(crate) number: u64,
    began: u64,
}

impl Directory {
    /// Makes it if there is none, and takes it; `None` while another has it.
    pub(crate) fn take(path: &Path) -> Result<Option<Self>, StoreError> {
        make_directory(path).map_err(|error| at_path(&error, path))?;
        let at = path.join("lock");
        let lock = open_file(File::options().create(true).truncate(false).write(true), &at);
        let lock = lock.map_err(|error| at_path(&error, &at))?;
        match lock.try_lock() {
            Ok(()) => Ok(Some(Self { path: path.into(), _lock: Arc::new(lock) })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(at_path(&error, &at)),
        }
    }

    pub(crate) fn in_use(path: &Path) -> StoreError {
        let note = format!(
            "another process has the directory {}: every process needs one of its own",
            path.display()
        );
        StoreError::new(StoreErrorKind::InUse, note)
    }

    /// Where this generation is.
    pub(crate) fn of(&self, name: Name) -> PathBuf {
        self.path.join(name.text())
    }

    /// Makes a place for this generation, if there is none.
    pub(crate) fn make(&self, name: Name) -> Result<PathBuf, StoreError> {
        let path = self.of(name);
        make_closed_directory(&path).map_err(|error| at_path(&error, &path))?;
        Ok(path)
    }

    /// The bytes of all generations, those included that are being closed.
    pub(crate) fn bytes(&self) -> u64 {
        let names = self.generations().unwrap_or_default();
        names.into_iter().map(|name| bytes_in(&self.of(name))).sum()
    }

    /// All generations, the newest first. Whatever else there is belongs to somebody else.
    pub(crate) fn generations(&self) -> Result<Vec<Name>, StoreError> {
        let entries = fs::read_dir(&self.path).map_err(|error| at_path(&error, &self.path))?;
        let directories =
            entries.flatten().filter(|it| it.file_type().is_ok_and(|kind| kind.is_dir()));
        let names = directories.filter_map(|entry| Name::parse(entry.file_name().to_str()?));
        let mut names: Vec<_> = names.collect();
        names.sort_unstable_by(|one, other| other.cmp(one));
        Ok(names)
    }

    /// Notes that this one is being opened; how often that was noted before and never ended. A process that
    /// dies of a file must not die of it for ever.
    pub(crate) fn opening(&self, name: Name) -> usize {
        let at = self.marker();
        let noted = fs::read_to_string(&at).unwrap_or_default();
        let text = name.text();
        let before = noted.lines().filter(|line| *line == text).count();
        let marker = open_file(File::options().create(true).append(true), &at);
        let _ = marker.and_then(|mut marker| writeln!(marker, "{text}"));
        before
    }

    /// Whatever was being opened is.
    pub(crate) fn opened(&self) {
        let _ = fs::remove_file(self.marker());
    }

    fn marker(&self) -> PathBuf {
        self.path.join("opening")
    }
}

impl Name {
    pub(crate) fn new(number: u64, now: Duration) -> Self {
        Self { number, began: now.as_secs() }
    }

    /// How long ago it began. As long as it has yet to, if the clock says so: it was wrong then, or is now.
    pub(crate) fn age(self, now: Duration) -> Duration {
        now.abs_diff(Duration::from_secs(self.began))
    }

    fn text(self) -> String {
        format!("{:010}-{}", self.number, self.began)
    }

    fn parse(text: &str) -> Option<Self> {
        let (number, began) = text.split_once('-')?;
        let name = Self { number: number.parse().ok()?, began: began.parse().ok()? };
        (name.text() == text).then_some(name)
    }
}

/// The bytes of the files in it, and in its directories.
pub(crate) fn bytes_in(path: &Path) -> u64 {
    let Ok(entries) = fs::read_dir(path) else { return 0 };
    let sizes = entries.flatten().map(|entry| match entry.metadata() {
        Ok(metadata) if metadata.is_dir() => bytes_in(&entry.path()),
        Ok(metadata) => metadata.len(),
        Err(_) => 0,
    });
    sizes.sum()
}

/// Deletes it with what is in it; whether it is gone.
pub(crate) fn delete(path: &Path) -> bool {
    let _ = fs::remove_dir_all(path);
    !path.exists()
}
