//! A place for files that nobody keeps.

use std::fs;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::{Path, PathBuf};

/// A new, empty directory for temporary files; removed with all that is in it when dropped.
#[derive(Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// Makes one.
    ///
    /// # Panics
    ///
    /// If the system's directory for temporary files takes none.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "it makes something, which a default does not")]
    pub fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("osier-redis-{:x}", any_number()));
        fs::create_dir(&folder).expect("the directory for temporary files should be writable");
        Self(folder)
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Another one for every caller, in this process and in others.
pub(crate) fn any_number() -> u64 {
    RandomState::new().build_hasher().finish()
}
