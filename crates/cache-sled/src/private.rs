//! What is stored is for its owner alone, where the system knows owners.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::path::Path;

/// Makes it, and what is above it, if there is none; what is there stays as it is.
pub(crate) fn make_directory(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Makes it if there is none, and lets nobody else into it: the database makes files that all may read.
pub(crate) fn make_closed_directory(path: &Path) -> io::Result<()> {
    make_directory(path)?;
    #[cfg(unix)]
    {
        let closed = <fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o700);
        // Whoever may write to it without owning it, may not do that.
        let _ = fs::set_permissions(path, closed);
    }
    Ok(())
}

/// Opens a file with these options; if it is made, for its owner.
pub(crate) fn open_file(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options.open(path)
}
