//! Telling of moves in the order in which they happened.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};

use crate::Moved;
use crate::ladder::Listener;

/// Moves of which nobody has been told yet. Whoever moves notes it while nobody else can, and tells of it
/// once everybody can again; meanwhile another may have moved too, and listeners must not hear of that first.
#[derive(Default)]
pub(crate) struct Moves {
    untold: Mutex<VecDeque<Moved>>,
    telling: Mutex<()>,
}

impl Moves {
    pub(crate) fn note(&self, moved: Moved) {
        self.untold().push_back(moved);
    }

    /// Tells of all that was noted, unless somebody is at it, who then tells of this as well: a listener that
    /// moves the level itself waits for nobody.
    pub(crate) fn tell(&self, listeners: &[Listener]) {
        while !self.untold().is_empty() {
            let _telling = match self.telling.try_lock() {
                Ok(telling) => telling,
                Err(TryLockError::Poisoned(telling)) => telling.into_inner(),
                Err(TryLockError::WouldBlock) => return,
            };
            while let Some(moved) = self.next() {
                listeners.iter().for_each(|listener| listener(&moved));
            }
        }
    }

    fn next(&self) -> Option<Moved> {
        self.untold().pop_front()
    }

    fn untold(&self) -> MutexGuard<'_, VecDeque<Moved>> {
        self.untold.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Weak};
    use std::time::Duration;

    use osier_core::{Clock, Level};
    use osier_http::TokioClock;

    use super::*;

    #[test]
    fn a_listener_that_moves_the_level_is_told_of_that_next() {
        let at = TokioClock.now();
        let moved = |from, to| Moved { from, to, reason: "pinned", at };
        let heard = Arc::new(Mutex::new(Vec::new()));
        let moves = Arc::new(Moves::default());
        let (hears, of): (_, Weak<Moves>) = (Arc::clone(&heard), Arc::downgrade(&moves));
        let listener: Listener = Arc::new(move |moved: &Moved| {
            hears.lock().expect("not poisoned").push(moved.to);
            if moved.to == Level::Minimal
                && let Some(moves) = of.upgrade()
            {
                let at = at + Duration::from_secs(1);
                let (from, to, reason) = (Level::Minimal, Level::Full, "released");
                moves.note(Moved { from, to, reason, at });
                moves.tell(&[]);
            }
        });
        moves.note(moved(Level::Full, Level::Reduced));
        moves.note(moved(Level::Reduced, Level::Minimal));
        moves.tell(&[listener]);
        let expected = [Level::Reduced, Level::Minimal, Level::Full];
        assert_eq!(*heard.lock().expect("not poisoned"), expected);
        assert!(moves.untold().is_empty());
    }
}
