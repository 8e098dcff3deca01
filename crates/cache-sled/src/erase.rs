//! Taking entries out, so that they leave the disk.

use std::sync::Arc;
use std::sync::mpsc;
use std::thread;

use osier_core::{CacheKey, Erase, StoreError, StoreErrorKind, TenantKey};

use crate::directory::{Name, delete};
use crate::fault::guarded;
use crate::generation::{Doomed, Generation};
use crate::shelf::{Held, Shelf};

impl Shelf {
    /// One caller at a time.
    pub(crate) fn remove(&self, what: &Erase) -> Result<(), StoreError> {
        match what {
            Erase::Key(key) => self.remove_key(key),
            Erase::Tenant(tenant) => self.remove_tenant(*tenant),
            Erase::Everything => self.remove_everything(),
        }?;
        self.delete_strays()
    }

    /// Takes out what is out of date. Written out at once: who erases it next finds nothing to write out.
    pub(crate) fn forget(&self, key: &CacheKey) -> Result<(), StoreError> {
        let held = self.held();
        held.generations.iter().try_for_each(|generation| remove_from(generation, key))
    }

    /// Written out at once: after a crash it must not come back. Where that fails, because the disk is full or the files
    /// are damaged, everything goes. What is broken is not read any more, but might be after the next start.
    fn remove_key(&self, key: &CacheKey) -> Result<(), StoreError> {
        let removed = {
            let held = self.held();
            let mut healthy = held.generations.iter().filter(|generation| !generation.is_broken());
            healthy.try_for_each(|generation| remove_from(generation, key))
        };
        removed.or_else(|_| self.remove_everything())?;
        let change = self.change();
        let broken = self.hold_healthy(&self.held());
        drop(change);
        wait_until_gone(broken)
    }

    /// Whatever is in use no more: what was left a moment ago is still being closed, and would be deleted after that.
    fn delete_strays(&self) -> Result<(), StoreError> {
        let _change = self.change();
        let held = self.held();
        let is_held = |name: &Name| held.generations.iter().any(|held| held.name == *name);
        let mut strays = self.directory.generations()?;
        strays.retain(|name| !is_held(name));
        let paths = strays.into_iter().map(|name| self.directory.of(name));
        all_gone(paths.filter(|path| !delete(path)).count())
    }

    /// From here on the tenant begins anew in the newest generation; the others' entries are copied to one before that,
    /// and everything older is deleted. If copying fails, they are lost: erasing goes first.
    fn remove_tenant(&self, tenant: TenantKey) -> Result<(), StoreError> {
        let mut change = self.change();
        let old = self.held();
        let (copies, newest) = match (self.begin(&mut change), self.begin(&mut change)) {
            (Ok(copies), Ok(newest)) => (Some(copies), newest),
            (Ok(newest), Err(_)) | (Err(_), Ok(newest)) => (None, newest),
            (Err(_), Err(_)) => {
                drop((change, old));
                return self.remove_everything();
            }
        };
        let generations = [newest].into_iter().chain(old.generations.iter().cloned());
        self.hold(Held { generations: generations.collect(), barred: Some(tenant) });
        drop(change);
        let copies = copies.filter(|copies| self.copy(&old, copies, tenant));
        self.leave_old(old, copies.as_ref())
    }

    fn remove_everything(&self) -> Result<(), StoreError> {
        let mut change = self.change();
        let old = self.held();
        let begun = self.begin(&mut change);
        self.hold(Held { generations: begun.iter().cloned().collect(), barred: None });
        drop(change);
        let doomed = doom(&old);
        drop(old);
        wait_until_gone(doomed)
    }

    /// What remains: whatever was begun since, and the copies, if there is a place for them.
    fn leave_old(
        &self,
        old: Arc<Held>,
        copies: Option<&Arc<Generation>>,
    ) -> Result<(), StoreError> {
        let change = self.change();
        let is_old =
            |one: &&Arc<Generation>| old.generations.iter().any(|old| Arc::ptr_eq(old, one));
        let mut generations: Vec<_> = self.held().generations.clone();
        generations.retain(|one| !is_old(&one));
        match copies {
            Some(copies) if generations.len() < 2 => generations.push(Arc::clone(copies)),
            Some(copies) => drop(copies.doom()),
            None => {}
        }
        self.hold(Held { generations, barred: None });
        drop(change);
        let doomed = doom(&old);
        drop(old);
        wait_until_gone(doomed)
    }

    /// On a thread of its own, because the iterators of a broken database may never end. Whether all that fits was
    /// copied.
    fn copy(&self, old: &Arc<Held>, copies: &Arc<Generation>, tenant: TenantKey) -> bool {
        let (tell, told) = mpsc::channel();
        let (from, to, room) = (Arc::clone(old), Arc::clone(copies), self.settings.rotate_at());
        let copying = thread::Builder::new().name("osier-sled-copy".to_owned()).spawn(move || {
            let copied = guarded(|| copy_all(&from, &to, &tenant, room));
            drop((from, to));
            let _ = tell.send(copied.is_ok());
        });
        let within = self.settings.patience * 10;
        let is_copied = copying.is_ok() && told.recv_timeout(within).unwrap_or(false);
        if !is_copied {
            copies.doom();
        }
        is_copied
    }
}

fn remove_from(generation: &Generation, key: &CacheKey) -> Result<(), StoreError> {
    if generation.get(&key.to_bytes())?.is_none() {
        return Ok(());
    }
    generation.remove(key)?;
    generation.flush()
}

/// Of the newest first, as long as there is room.
fn copy_all(from: &Held, to: &Generation, tenant: &TenantKey, room: u64) -> Result<(), StoreError> {
    let mut left = room;
    for generation in from.generations.iter().filter(|generation| !generation.is_broken()) {
        let _ = generation.each_but(tenant, |key, stamped| {
            let length = u64::try_from(key.len() + stamped.len()).unwrap_or(u64::MAX);
            let is_known = to.get(key)?.is_some();
            if !is_known {
                left = left.checked_sub(length).ok_or_else(no_more)?;
                to.put(key, stamped.to_vec())?;
            }
            Ok(())
        });
    }
    to.flush()
}

fn no_more() -> StoreError {
    StoreError::new(StoreErrorKind::Full, "the rest is left behind")
}

fn doom(old: &Held) -> Vec<Doomed> {
    old.generations.iter().map(|generation| generation.doom()).collect()
}

fn wait_until_gone(doomed: Vec<Doomed>) -> Result<(), StoreError> {
    all_gone(doomed.into_iter().map(Doomed::wait).filter(|gone| !gone).count())
}

fn all_gone(left: usize) -> Result<(), StoreError> {
    let note = || format!("{left} of its directories could not be deleted");
    (left == 0).then_some(()).ok_or_else(|| StoreError::new(StoreErrorKind::Failed, note()))
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use osier_core::{Clock, Sleep};

    use super::*;
    use crate::SledSettings;
    use crate::directory::Directory;

    /// It is always 1970.
    #[derive(Debug)]
    struct Stopped(Instant);

    impl Clock for Stopped {
        fn now(&self) -> Instant {
            self.0
        }

        fn sleep_until(&self, _: Instant) -> Sleep {
            Box::pin(std::future::pending())
        }

        fn unix_time(&self) -> Duration {
            Duration::ZERO
        }
    }

    #[expect(clippy::disallowed_methods, reason = "only its distance to other moments matters")]
    fn start() -> Instant {
        Instant::now()
    }

    /// It may have been the disk alone: the next process would read the files again.
    #[test]
    fn what_is_erased_from_a_broken_generation_does_not_wait_for_its_replacement() {
        let path = std::env::temp_dir().join(format!("osier-sled-broken-{}", std::process::id()));
        let directory = Directory::take(&path).unwrap().unwrap();
        let shelf = Shelf::new(directory, SledSettings::default(), Arc::new(Stopped(start())));
        shelf.open().unwrap();
        let key = CacheKey::new(TenantKey::new([1; 16]), [2; 32]);
        shelf.put(&key, b"an entry", Duration::from_secs(60)).unwrap();
        shelf.flush().unwrap();
        shelf.give_up_on_all();
        shelf.remove(&Erase::Key(key)).unwrap();
        assert_eq!(shelf.directory.generations().unwrap(), []);
        let _ = std::fs::remove_dir_all(path);
    }
}
