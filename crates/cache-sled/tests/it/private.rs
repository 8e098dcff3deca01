//! What is stored is nobody else's business.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use osier_core::CacheStore;

use crate::place::{Place, files};
use crate::{key, open, put};

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[tokio::test]
async fn a_directory_that_is_made_is_for_its_owner_alone() {
    let place = Place::new("private");
    let (above, own) = (place.path().join("above"), place.path().join("above/own"));
    let store = open(&own).await;
    put(&store, &key(1, 1), 900_000).await;
    store.flush().await.unwrap();
    assert_eq!(mode(&own), 0o700);
    assert_eq!(mode(&above), 0o700);
}

/// An operator's own choice stays; what is in it can be reached by nobody else all the same.
#[tokio::test]
async fn nobody_else_reaches_a_file_in_a_directory_that_all_may_enter() {
    let place = Place::new("public");
    fs::set_permissions(place.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let store = open(place.path()).await;
    put(&store, &key(1, 1), 900_000).await;
    store.flush().await.unwrap();
    assert_eq!(mode(place.path()), 0o755);
    assert_out_of_reach(place.path());
}

/// An earlier release was less careful.
#[tokio::test]
async fn a_generation_that_all_may_enter_is_closed_to_them() {
    let place = Place::new("opened");
    let store = open(place.path()).await;
    put(&store, &key(1, 1), 900_000).await;
    store.flush().await.unwrap();
    drop(store);
    for entry in fs::read_dir(place.path()).unwrap().flatten().filter(|it| it.path().is_dir()) {
        fs::set_permissions(entry.path(), fs::Permissions::from_mode(0o755)).unwrap();
    }
    let _store = open(place.path()).await;
    assert_out_of_reach(place.path());
}

/// Each file is private, or what it is in.
fn assert_out_of_reach(directory: &Path) {
    for file in files(directory) {
        let within = file.ancestors().take_while(|path| *path != directory);
        let is_private = within.into_iter().any(|path| mode(path) & 0o077 == 0);
        assert!(is_private, "{}", file.display());
    }
}
