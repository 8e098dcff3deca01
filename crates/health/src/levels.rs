//! The standing levels of routes, and which of their changes nobody has been told of.

use std::sync::{Mutex, MutexGuard, PoisonError};

use osier_core::Level;

/// As many routes as are known at once; more than any program has.
const MOST: usize = 256;

/// One entry for each route, however often its level changes and however long nobody asks.
#[derive(Debug, Default)]
pub(crate) struct Levels(Mutex<Vec<Known>>);

#[derive(Debug)]
struct Known {
    route: String,
    /// What was told last; at first what the route says it was.
    told: Level,
    now: Level,
    reason: &'static str,
}

/// The level of a route is another than the one that was told last.
#[derive(Debug, PartialEq)]
pub(crate) struct LevelNews {
    pub(crate) route: String,
    pub(crate) from: Level,
    pub(crate) to: Level,
    pub(crate) reason: &'static str,
}

impl Levels {
    /// Whether there is something to tell of the route now.
    pub(crate) fn note(&self, route: &str, from: Level, to: Level, reason: &'static str) -> bool {
        let mut known = self.known();
        if let Some(known) = known.iter_mut().find(|known| known.route == route) {
            (known.now, known.reason) = (to, reason);
            return known.is_news();
        }
        if known.len() >= MOST {
            // Whoever was told that all is well begins there again.
            known.retain(|known| known.is_news() || known.now != Level::Full);
        }
        let has_room = known.len() < MOST && from != to;
        if has_room {
            known.push(Known { route: route.to_owned(), told: from, now: to, reason });
        }
        has_room
    }

    /// What has not been told yet, which is told by that.
    pub(crate) fn news(&self) -> Vec<LevelNews> {
        let mut known = self.known();
        let news = known.iter_mut().filter(|known| known.is_news()).map(|known| LevelNews {
            route: known.route.clone(),
            from: std::mem::replace(&mut known.told, known.now),
            to: known.now,
            reason: known.reason,
        });
        news.collect()
    }

    fn known(&self) -> MutexGuard<'_, Vec<Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn is_news(&self) -> bool {
        self.told != self.now
    }
}

#[cfg(test)]
mod tests {
    use osier_core::Level::{Full, Minimal, Reduced};

    use super::*;

    fn told(levels: &Levels) -> Vec<(String, Level, Level, &'static str)> {
        let news = levels.news().into_iter();
        news.map(|news| (news.route, news.from, news.to, news.reason)).collect()
    }

    #[test]
    fn what_nobody_asks_for_is_one_change_of_each_route_or_none() {
        let levels = Levels::default();
        assert!(levels.note("a", Full, Reduced, "failures"));
        assert!(levels.note("b", Full, Minimal, "unready"));
        assert!(levels.note("a", Reduced, Minimal, "shedding"));
        let news =
            [("a".into(), Full, Minimal, "shedding"), ("b".into(), Full, Minimal, "unready")];
        assert_eq!(told(&levels), news);
        assert!(levels.note("a", Minimal, Reduced, "recovered"));
        assert!(!levels.note("a", Reduced, Minimal, "failures"), "as it was told");
        assert_eq!(told(&levels), []);
    }

    #[test]
    fn a_change_that_is_none_is_not_told() {
        let levels = Levels::default();
        assert!(!levels.note("a", Full, Full, "pinned"));
        assert_eq!(told(&levels), []);
    }

    #[test]
    fn it_is_bounded_whatever_routes_are_called_and_those_that_are_well_make_room() {
        let levels = Levels::default();
        let fall = |nth: usize| levels.note(&format!("route {nth}"), Full, Reduced, "failures");
        let heard = (0..3 * MOST).filter(|nth| fall(*nth)).count();
        assert_eq!((heard, told(&levels).len()), (MOST, MOST));
        assert!(levels.note("route 7", Reduced, Full, "recovered"));
        assert!(!fall(MOST), "its return is not told yet");
        assert_eq!(told(&levels).len(), 1);
        assert!(fall(MOST));
        assert_eq!(levels.known().len(), MOST);
    }
}
