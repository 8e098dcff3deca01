//! Taking entries out, so that they leave the disk.

use std::sync::Arc;
use std::sync::mpsc;
use std::thread;

use osier_core::{CacheKey, Erase, StoreError, StoreErrorKind, TenantKey};

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
        }
    }

    /// Takes out what is out of date; that it is erased nobody was promised.
    pub(crate) fn forget(&self, key: &CacheKey) -> Result<(), StoreError> {
        let held = self.held();
        held.generations.iter().try_for_each(|generation| generation.remove(key))
    }

    /// Written out at once: after a crash it must not come back. Where that fails, because the disk is full or the files
    /// are damaged, everything goes.
    fn remove_key(&self, key: &CacheKey) -> Result<(), StoreError> {
        let removed = {
            let held = self.held();
            let mut healthy = held.generations.iter().filter(|generation| !generation.is_broken());
            healthy.try_for_each(|generation| remove_from(generation, key))
        };
        removed.or_else(|_| self.remove_everything())
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
    let left = doomed.into_iter().map(Doomed::wait).filter(|gone| !gone).count();
    let note = || format!("{left} of its directories could not be deleted");
    (left == 0).then_some(()).ok_or_else(|| StoreError::new(StoreErrorKind::Failed, note()))
}
