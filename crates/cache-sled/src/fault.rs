//! What went wrong, in the words of stores.

use std::any::Any;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use osier_core::{StoreError, StoreErrorKind};

/// An error of the database. Its text is not repeated: it may quote what is stored.
pub(crate) fn of_sled(error: &sled::Error) -> StoreError {
    match error {
        sled::Error::Io(error) => of_io(error, "the database"),
        sled::Error::Corruption { .. } => damaged("its files are not what was written"),
        sled::Error::ReportableBug(_) => damaged("the database gave up"),
        sled::Error::Unsupported(_) => damaged("its files are of another kind"),
        sled::Error::CollectionNotFound(_) => damaged("what should be there is not"),
    }
}

/// An error of the system, at this.
pub(crate) fn of_io(error: &io::Error, at: &str) -> StoreError {
    let kind = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            StoreErrorKind::Full
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            StoreErrorKind::Denied
        }
        io::ErrorKind::NotFound | io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData => {
            StoreErrorKind::Damaged
        }
        _ => StoreErrorKind::Failed,
    };
    StoreError::new(kind, format!("{at}: {}", error.kind()))
}

/// An error of the system, at this path.
pub(crate) fn at_path(error: &io::Error, path: &Path) -> StoreError {
    of_io(error, &path.display().to_string())
}

pub(crate) fn damaged(note: &str) -> StoreError {
    StoreError::new(StoreErrorKind::Damaged, note)
}

/// Does this; a panic is damage, since the database panics where its files surprise it.
pub(crate) fn guarded<T>(work: impl FnOnce() -> Result<T, StoreError>) -> Result<T, StoreError> {
    let panicked = |_: Box<dyn Any + Send>| damaged("the database panicked");
    catch_unwind(AssertUnwindSafe(work)).map_err(panicked).flatten()
}
