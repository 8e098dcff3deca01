//! All targets of a program, and the credentials they share.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use osier_core::{InvalidSetting, Level, SharedProvider};

use crate::levels::Levels;
use crate::watch::Bell;
use crate::{Credential, HealthSettings, Member, Neighbours, Vitals};

/// All targets of a program, and the credentials they share.
///
/// ```
/// use osier_health::Roster;
/// use std::sync::Arc;
///
/// let roster = Roster::default();
/// let large = roster.vitals("gpt-4o", Some("team key"));
/// let small = roster.vitals("gpt-4o-mini", Some("team key"));
/// let local = roster.vitals("ollama", None);
/// assert!(Arc::ptr_eq(large.credential(), small.credential()));
/// assert_eq!(&**local.credential().name(), "ollama");
/// ```
#[derive(Debug, Default)]
pub struct Roster {
    settings: HealthSettings,
    known: Mutex<Known>,
    levels: Levels,
    bell: Arc<Bell>,
    is_watched: AtomicBool,
}

#[derive(Debug, Default)]
struct Known {
    members: Vec<Arc<Member>>,
    credentials: Vec<Arc<Credential>>,
    shared: HashMap<Arc<str>, Arc<Credential>>,
}

/// Being the one who watches; whoever drops it leaves that to another.
pub(crate) struct Duty<'a>(&'a AtomicBool);

impl Drop for Duty<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

impl Roster {
    /// A roster without targets, which are to be judged by these settings.
    ///
    /// # Errors
    ///
    /// The first setting that cannot work, with its value and what is allowed.
    pub fn try_new(settings: HealthSettings) -> Result<Self, InvalidSetting> {
        settings.check()?;
        Ok(Self { settings, ..Self::default() })
    }

    /// The vitals of a further target. Targets that name the same credential share it; without a name
    /// it has one of its own, which goes by the target's name.
    pub fn vitals(&self, target: impl Into<Arc<str>>, credential: Option<&str>) -> Arc<Vitals> {
        let target = target.into();
        let credential = self.find_or_add(credential, &target);
        let vitals = Vitals::new(target, credential, self.settings);
        Arc::new(vitals.with_bell(Arc::clone(&self.bell)))
    }

    /// Watches over a target with these vitals: `provider` is what is probed, the target without its
    /// layers; `neighbours` are these layers.
    pub fn enrol(
        &self,
        vitals: Arc<Vitals>,
        provider: SharedProvider,
        neighbours: impl Neighbours,
    ) -> Arc<Member> {
        let member = Arc::new(Member::new(vitals, provider, neighbours));
        self.known().members.push(Arc::clone(&member));
        self.bell.ring();
        member
    }

    /// Every target that was enrolled, in that order.
    #[must_use]
    pub fn members(&self) -> Vec<Arc<Member>> {
        self.known().members.clone()
    }

    /// Every credential, in the order in which its first target came.
    #[must_use]
    pub fn credentials(&self) -> Vec<Arc<Credential>> {
        self.known().credentials.clone()
    }

    /// Uses every benched credential again, from now on; gives those that were.
    pub fn reinstate_all(&self, now: Instant) -> Vec<Arc<Credential>> {
        let credentials = self.credentials().into_iter();
        credentials.filter(|credential| credential.reinstate(now)).collect()
    }

    /// The standing level of this route is another: one [`Alert`](crate::Alert), told at once by whoever
    /// [watches](crate::Watch). No notice follows from it: whoever hears of the move first gives that to
    /// the observer.
    ///
    /// It never blocks for long, and the changes of a route must come in the order in which they happened.
    /// Those that nobody was told of, because nobody watches or they follow one another too fast, are one: from
    /// the level that was told last to the last of all, for its reason. Of more than 256 routes that are not
    /// at full, the others are not told.
    pub fn level_moved(&self, route: &str, from: Level, to: Level, reason: &'static str) {
        if self.levels.note(route, from, to, reason) {
            self.bell.ring();
        }
    }

    pub(crate) fn levels(&self) -> &Levels {
        &self.levels
    }

    pub(crate) fn settings(&self) -> &HealthSettings {
        &self.settings
    }

    pub(crate) fn bell(&self) -> &Bell {
        &self.bell
    }

    /// `None` while somebody else has it.
    pub(crate) fn take_duty(&self) -> Option<Duty<'_>> {
        (!self.is_watched.swap(true, Ordering::Acquire)).then(|| Duty(&self.is_watched))
    }

    fn find_or_add(&self, name: Option<&str>, target: &Arc<str>) -> Arc<Credential> {
        let mut known = self.known();
        if let Some(shared) = name.and_then(|name| known.shared.get(name)) {
            return Arc::clone(shared);
        }
        let label: Arc<str> = name.map_or_else(|| Arc::clone(target), Arc::from);
        let credential = Credential::new(Arc::clone(&label))
            .trial_after(self.settings.trial_after)
            .with_bell(Arc::clone(&self.bell));
        let credential = Arc::new(credential);
        if name.is_some() {
            known.shared.insert(label, Arc::clone(&credential));
        }
        known.credentials.push(Arc::clone(&credential));
        credential
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
