//! Which program it is.

use std::ffi::OsString;
use std::path::PathBuf;

/// Who tells where it is.
const VARIABLE: &str = "OSIER_REDIS_SERVER";
const NAMES: [&str; 2] = ["redis-server", "valkey-server"];

/// The program, or what to do about it.
pub(crate) fn find() -> Result<PathBuf, String> {
    if let Some(told) = std::env::var_os(VARIABLE).filter(|told| !told.is_empty()) {
        return Ok(told.into());
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    on_path(&path).ok_or_else(|| {
        format!(
            "this test needs a real Redis: install redis-server or valkey-server (`apt-get install \
             redis-server`, `dnf install valkey`, `brew install redis`), set {VARIABLE} to the program, \
             or run `cargo xtask ci --step tests`, which installs it where it may"
        )
    })
}

fn on_path(path: &OsString) -> Option<PathBuf> {
    let candidates = |name| std::env::split_paths(path).map(move |folder| folder.join(name));
    NAMES.into_iter().flat_map(candidates).find(|program| program.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_there_is_none_none_is_made_up() {
        assert_eq!(on_path(&OsString::from("/nowhere:/nowhere/else")), None);
    }
}
