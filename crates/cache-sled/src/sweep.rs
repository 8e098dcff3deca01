//! Beginning a new generation in time, and leaving the oldest behind.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use osier_core::{StoreError, StoreErrorKind};

use crate::directory::Name;
use crate::fault::damaged;
use crate::generation::{Doomed, Generation};
use crate::shelf::{Change, Held, Shelf};

/// So many threads may be lost to databases that do not open; then it is left alone until the next start.
const LOST: u32 = 3;

/// One that fails to open in this way is not worth another try.
fn is_hopeless(error: &StoreError) -> bool {
    !matches!(error.kind(), StoreErrorKind::Denied | StoreErrorKind::InUse)
}

impl Shelf {
    /// Opens what is there: the two newest that can be opened, and a new one if there is none. What cannot be opened
    /// is deleted and counted.
    pub(crate) fn open(&self) -> Result<(), StoreError> {
        let mut change = self.change();
        let mut generations = Vec::new();
        for name in self.directory.generations()? {
            change.last_number = change.last_number.max(name.number);
            if generations.len() == 2 {
                let _ = fs::remove_dir_all(self.directory.of(name));
                continue;
            }
            match self.open_once(name, &mut change) {
                Ok(generation) => generations.push(Arc::new(generation)),
                Err(error) if is_hopeless(&error) => self.drop_files(name),
                Err(error) => return Err(error),
            }
        }
        if generations.is_empty() {
            generations.push(self.begin(&mut change)?);
        }
        self.hold(Held { generations, barred: None });
        self.count();
        Ok(())
    }

    fn count(&self) {
        self.room.count(|| self.directory.bytes());
    }

    fn drop_files(&self, name: Name) {
        self.dropped.fetch_add(1, Ordering::AcqRel);
        let _ = fs::remove_dir_all(self.directory.of(name));
    }

    fn open_once(&self, name: Name, change: &mut Change) -> Result<Generation, StoreError> {
        if self.directory.opening(name) > 1 {
            self.directory.opened();
            return Err(damaged("whoever opens it dies"));
        }
        let opened = Generation::open(&self.directory, name, &self.settings);
        self.directory.opened();
        let is_lost = |error: &StoreError| error.kind() == StoreErrorKind::Timeout;
        change.lost += u32::from(opened.as_ref().is_err_and(is_lost));
        let is_mended = opened.as_ref().is_ok_and(|generation| generation.is_mended);
        self.dropped.fetch_add(u64::from(is_mended), Ordering::AcqRel);
        opened
    }

    /// A new generation.
    pub(crate) fn begin(&self, change: &mut Change) -> Result<Arc<Generation>, StoreError> {
        if change.lost >= LOST {
            let note = "databases do not open; it is not tried again before the next start";
            return Err(StoreError::new(StoreErrorKind::Failed, note));
        }
        change.last_number += 1;
        let name = Name::new(change.last_number, self.clock.unix_time());
        let opened = self.open_once(name, change);
        opened.map(Arc::new).inspect_err(|_| drop(fs::remove_dir_all(self.directory.of(name))))
    }

    /// Whether there may be something to tend to: cheap, and asked after every operation.
    pub(crate) fn is_due(&self) -> bool {
        let held = self.held();
        let is_troubled = |generation: &Arc<Generation>| generation.is_troubled();
        self.room.since() >= self.settings.look_after()
            || held.generations.is_empty()
            || held.generations.first().is_some_and(is_troubled)
            || held.generations.iter().any(|generation| generation.is_broken())
            || self.is_old(&held)
    }

    fn is_old(&self, held: &Held) -> bool {
        let now = self.clock.unix_time();
        let newest = held.generations.first();
        newest.is_some_and(|newest| newest.name.age(now) >= self.settings.keep)
    }

    /// Begins a new generation if the newest is too large, too old or in trouble, and waits a moment for the files of
    /// the oldest to be deleted. One caller at a time; the others go on with what there is.
    pub(crate) fn tend(&self) {
        let Some(mut change) = self.try_change() else { return };
        let left = self.tend_to(&self.held(), &mut change);
        drop(change);
        left.iter().for_each(Doomed::settle);
        self.count();
    }

    fn tend_to(&self, held: &Held, change: &mut Change) -> Vec<Doomed> {
        let newest = held.generations.first();
        if newest.is_none_or(|newest| newest.is_troubled()) {
            self.renew(held, change)
        } else if self.is_old(held) || self.is_large(held) {
            self.rotate(held, change)
        } else {
            self.hold_healthy(held)
        }
    }

    fn is_large(&self, held: &Held) -> bool {
        let sizes: Vec<_> = held.generations.iter().map(|generation| generation.bytes()).collect();
        let newest = sizes.first().copied().unwrap_or_default();
        newest >= self.settings.rotate_at()
            || sizes.iter().sum::<u64>() >= self.settings.crowded_at()
    }

    /// After trouble, and not again at once: a disk may stay full.
    fn renew(&self, held: &Held, change: &mut Change) -> Vec<Doomed> {
        let now = self.clock.now();
        let ago = change.last_try.map(|last| now.saturating_duration_since(last));
        if ago.is_some_and(|ago| ago < self.settings.renew_after) {
            return Vec::new();
        }
        change.last_try = Some(now);
        self.rotate(held, change)
    }

    /// The newest becomes the one before, if it is of use, and the one before is deleted.
    fn rotate(&self, held: &Held, change: &mut Change) -> Vec<Doomed> {
        let begun = match self.begin(change) {
            Ok(begun) => begun,
            Err(error) if error.kind() == StoreErrorKind::Full => {
                return self.make_room(held, change);
            }
            Err(_) => return self.hold_healthy(held),
        };
        let keepable = self.settings.keepable_up_to();
        let newest = held.generations.first();
        let kept = newest.filter(|newest| !newest.is_broken() && newest.bytes() <= keepable);
        let generations = [Some(&begun), kept].into_iter().flatten().cloned().collect();
        self.hold(Held { generations, barred: held.barred });
        self.leave(held.generations.iter().skip(usize::from(kept.is_some())))
    }

    /// On a full disk, the one before goes first: its room may be all there is, and who comes next finds it. The newest
    /// stays for its time, since it can be read.
    fn make_room(&self, held: &Held, change: &mut Change) -> Vec<Doomed> {
        let staying = usize::from(!self.is_old(held));
        if held.generations.len() <= staying {
            return self.hold_healthy(held);
        }
        change.last_try = None;
        let generations = held.generations.iter().take(staying).cloned().collect();
        self.hold(Held { generations, barred: held.barred });
        self.leave(held.generations.iter().skip(staying))
    }

    pub(crate) fn hold_healthy(&self, held: &Held) -> Vec<Doomed> {
        let all = held.generations.iter().cloned();
        let (broken, healthy): (Vec<_>, Vec<_>) = all.partition(|one| one.is_broken());
        if broken.is_empty() {
            return Vec::new();
        }
        self.hold(Held { generations: healthy, barred: held.barred });
        self.leave(&broken)
    }

    fn leave<'a>(&self, generations: impl IntoIterator<Item = &'a Arc<Generation>>) -> Vec<Doomed> {
        let left = generations.into_iter().map(|generation| {
            self.dropped.fetch_add(u64::from(generation.is_broken()), Ordering::AcqRel);
            generation.doom()
        });
        left.collect()
    }
}
