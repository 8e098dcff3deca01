//! Files that are not what was written.

use std::fs;
use std::path::Path;
use std::time::Duration;

use osier_cache_sled::{Opened, SledSettings, SledStore};
use osier_core::CacheStore;

use crate::place::{Place, copy, files};
use crate::{LONG, entry, is_there, key, next, open, put, real, wait_until_usable};

const ENTRIES: u32 = 200;
const FLIPS: u32 = 150;

/// Small and large, so that some have a file of their own.
fn length(number: u32) -> usize {
    if number.is_multiple_of(100) {
        600_000
    } else {
        300 + usize::try_from(number * 7 % 4000).unwrap()
    }
}

/// A directory as a process left it that had been killed: nothing was tidied up. And as it was half way.
async fn template(place: &Place) {
    let [open_at, half, whole] = ["open", "half", "whole"].map(|name| place.path().join(name));
    for (numbers, to) in [(0..ENTRIES / 2, &half), (ENTRIES / 2..ENTRIES, &whole)] {
        let store = open(&open_at).await;
        for number in numbers {
            put(&store, &key(1, number), length(number)).await;
        }
        store.flush().await.unwrap();
        copy(&open_at, to);
    }
}

/// Opens what is damaged, within its bound, and reads all of it; how many entries are there, and right.
async fn read_all(directory: &Path) -> u32 {
    let settings = SledSettings::default().open_within(Duration::from_secs(5));
    let opened = SledStore::open(directory, settings, real()).await;
    let Opened { store, .. } = opened.expect("damaged means empty");
    let mut there = 0;
    for number in 0..ENTRIES {
        there += u32::from(is_there(&store, &key(1, number), length(number)).await);
    }
    wait_until_usable(&store).await;
    there
}

#[tokio::test]
async fn a_flipped_bit_costs_entries_and_gives_no_wrong_one() {
    let place = Place::new("flips");
    template(&place).await;
    let (whole, flipped) = (place.path().join("whole"), place.path().join("flipped"));
    assert_eq!(read_copy(&whole, &flipped, |_| {}).await, ENTRIES);
    let mut seed = 5;
    for flip in 0..FLIPS {
        read_copy(&whole, &flipped, |files| flip_in(files, flip, &mut seed)).await;
    }
}

#[tokio::test]
async fn a_flipped_bit_in_what_only_sums_up_the_entries_costs_none() {
    let place = Place::new("summaries");
    template(&place).await;
    let (whole, flipped) = (place.path().join("whole"), place.path().join("flipped"));
    let sums_up = |file: &&std::path::PathBuf| {
        let name = file.file_name().unwrap().to_str().unwrap();
        name == "conf" || name.starts_with("snap.")
    };
    let count = files(&whole).iter().filter(sums_up).count();
    assert!(count > 1, "there are such files");
    let mut seed = 7;
    for number in 0..count * 6 {
        let flip = |files: &[std::path::PathBuf]| {
            let file = files.iter().filter(sums_up).nth(number % count).unwrap();
            let mut bytes = fs::read(file).unwrap();
            let at = usize::try_from(next(&mut seed)).unwrap() % bytes.len();
            bytes[at] ^= 1 << (next(&mut seed) % 8);
            fs::write(file, bytes).unwrap();
        };
        assert_eq!(read_copy(&whole, &flipped, flip).await, ENTRIES, "{number}");
    }
}

/// Each file in turn; the first bytes, which say what the rest is, more often than others.
fn flip_in(files: &[std::path::PathBuf], flip: u32, seed: &mut u64) {
    let files: Vec<_> = files.iter().filter(|file| fs::metadata(file).unwrap().len() > 0).collect();
    let file = files[usize::try_from(flip).unwrap() % files.len()];
    let mut bytes = fs::read(file).unwrap();
    let range = if flip.is_multiple_of(3) { bytes.len().min(64) } else { bytes.len() };
    let at = usize::try_from(next(seed)).unwrap() % range;
    bytes[at] ^= 1 << (next(seed) % 8);
    fs::write(file, bytes).unwrap();
}

async fn read_copy(whole: &Path, to: &Path, damage: impl FnOnce(&[std::path::PathBuf])) -> u32 {
    let _ = fs::remove_dir_all(to);
    copy(whole, to);
    damage(&files(to));
    read_all(to).await
}

#[tokio::test]
async fn files_that_are_cut_empty_or_overwritten_cost_entries_at_most() {
    let place = Place::new("cuts");
    template(&place).await;
    let (whole, cut) = (place.path().join("whole"), place.path().join("cut"));
    let count = files(&whole).len();
    for number in 0..count {
        for part in [0, 1, 2, 3] {
            read_copy(&whole, &cut, |files| cut_to(&files[number], part)).await;
        }
        read_copy(&whole, &cut, |files| overwrite(&files[number], 0)).await;
        read_copy(&whole, &cut, |files| overwrite(&files[number], 0xff)).await;
        read_copy(&whole, &cut, |files| fs::remove_file(&files[number]).unwrap()).await;
    }
}

/// Each by itself is what was written, and fits its checksums.
#[tokio::test]
async fn files_of_different_times_cost_entries_at_most() {
    let place = Place::new("times");
    template(&place).await;
    let [half, whole, mixed] = ["half", "whole", "mixed"].map(|name| place.path().join(name));
    for (base, other) in [(&whole, &half), (&half, &whole)] {
        for file in files(other) {
            let name = file.strip_prefix(other).unwrap();
            let mix = |_: &[_]| assert!(fs::copy(&file, mixed.join(name)).is_ok());
            read_copy(base, &mixed, mix).await;
        }
    }
}

/// To so many quarters.
fn cut_to(file: &Path, part: u64) {
    let length = fs::metadata(file).unwrap().len();
    fs::File::options().write(true).open(file).unwrap().set_len(length * part / 4).unwrap();
}

fn overwrite(file: &Path, fill: u8) {
    let length = usize::try_from(fs::metadata(file).unwrap().len()).unwrap();
    fs::write(file, vec![fill; length]).unwrap();
}

#[tokio::test]
async fn rubbish_between_the_files_does_no_harm() {
    let place = Place::new("rubbish");
    template(&place).await;
    let (whole, littered) = (place.path().join("whole"), place.path().join("littered"));
    let generation = generation(&whole);
    for name in ["snap.00000000000FFFFF.generating", "snapshot", "blobs/x", "zzz"] {
        let there = read_copy(&whole, &littered, |_| {
            fs::write(littered.join(&generation).join(name), b"rubbish").unwrap();
        });
        assert_eq!(there.await, ENTRIES, "{name}");
    }
    let there = read_copy(&whole, &littered, |_| {
        fs::write(littered.join("9999999999-1"), b"no directory").unwrap();
    });
    assert_eq!(there.await, ENTRIES, "a file with the name of a generation");
}

/// What the one generation is called.
fn generation(whole: &Path) -> String {
    let mut entries = fs::read_dir(whole).unwrap().flatten();
    entries.find(|entry| entry.path().is_dir()).unwrap().file_name().into_string().unwrap()
}

/// A process that dies of a file leaves a note of which one it was.
#[tokio::test]
async fn what_two_processes_have_died_of_is_not_opened_again() {
    let place = Place::new("deadly");
    template(&place).await;
    let (whole, deadly) = (place.path().join("whole"), place.path().join("deadly"));
    let name = generation(&whole);
    for (died, there) in [(1, ENTRIES), (2, 0)] {
        let note = format!("{name}\n").repeat(died);
        let damage = |_: &[_]| fs::write(deadly.join("opening"), note).unwrap();
        assert_eq!(read_copy(&whole, &deadly, damage).await, there, "after {died}");
    }
}

#[tokio::test]
async fn a_directory_that_is_deleted_under_it_is_missed_at_once_and_made_anew() {
    let place = Place::new("deleted");
    let directory = place.path().join("answers");
    let store = open(&directory).await;
    put(&store, &key(1, 1), 100).await;
    fs::remove_dir_all(&directory).unwrap();
    let lost = store.put(&key(1, 2), entry(&key(1, 2), 100).into(), LONG).await.unwrap_err();
    assert!(lost.to_string().contains("deleted"), "{lost}");
    for number in 3..10 {
        put(&store, &key(1, number), 100).await;
    }
    assert!(is_there(&store, &key(1, 1), 100).await, "what was open can still be read");
    store.flush().await.unwrap();
    drop(store);
    let store = open(&directory).await;
    for number in 3..10 {
        assert!(is_there(&store, &key(1, number), 100).await, "{number}");
    }
}
