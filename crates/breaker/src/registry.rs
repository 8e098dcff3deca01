//! One breaker per name.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Instant;

use crate::{Breaker, InvalidSetting, Mode, Settings, Snapshot, Transition};

type Listener = Arc<dyn Fn(&str, &Transition) + Send + Sync>;
type Breakers = BTreeMap<Arc<str>, Arc<Breaker>>;

const MOST: usize = 1024;

/// Breakers by name, made from one set of settings when they are first asked for.
///
/// A name is looked up under a lock for reading, held for no longer than that; whoever calls often
/// keeps the [`Arc`].
///
/// ```
/// use osier_breaker::{Mode, Registry, Settings};
///
/// let registry = Registry::try_new(Settings::default())?;
/// let breaker = registry.get("billing")?;
/// registry.set_mode("billing", Mode::ForcedOpen);
/// assert!(breaker.try_acquire().is_err());
/// for (name, snapshot) in registry.list() {
///     println!("{name} is {}", snapshot.state);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Registry {
    settings: Settings,
    most: usize,
    clock: Option<fn() -> Instant>,
    listener: Option<Listener>,
    breakers: RwLock<Breakers>,
}

impl Registry {
    /// An empty registry of at most 1024 names.
    ///
    /// # Errors
    ///
    /// The first of the settings that cannot work.
    pub fn try_new(settings: Settings) -> Result<Self, InvalidSetting> {
        settings.check()?;
        Ok(Self { settings, most: MOST, clock: None, listener: None, breakers: RwLock::default() })
    }

    /// Holds at most so many names: they may come from outside, and memory must not follow.
    #[must_use]
    pub fn max_names(self, most: usize) -> Self {
        Self { most, ..self }
    }

    /// The clock of the breakers made from now on; see [`Breaker::with_clock`].
    #[must_use]
    pub fn with_clock(self, clock: fn() -> Instant) -> Self {
        Self { clock: Some(clock), ..self }
    }

    /// Tells this function of every transition of the breakers made from now on; see
    /// [`Breaker::on_transition`].
    #[must_use]
    pub fn on_transition(
        self,
        listener: impl Fn(&str, &Transition) + Send + Sync + 'static,
    ) -> Self {
        Self { listener: Some(Arc::new(listener)), ..self }
    }

    /// The breaker of this name; a new one if there is none.
    ///
    /// # Errors
    ///
    /// [`RegistryFull`] if it is a new name and there are too many.
    pub fn get(&self, name: &str) -> Result<Arc<Breaker>, RegistryFull> {
        if let Some(breaker) = self.find(name) {
            return Ok(breaker);
        }
        let mut breakers = self.write();
        if let Some(breaker) = breakers.get(name) {
            return Ok(Arc::clone(breaker));
        }
        if breakers.len() >= self.most {
            return Err(RegistryFull { most: self.most });
        }
        let name: Arc<str> = name.into();
        let breaker = Arc::new(self.make(&name));
        breakers.insert(name, Arc::clone(&breaker));
        Ok(breaker)
    }

    /// The breaker of this name, if there is one.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<Arc<Breaker>> {
        self.read().get(name).map(Arc::clone)
    }

    /// Forgets a name, and gives its breaker. Whoever still holds that goes on using it.
    pub fn remove(&self, name: &str) -> Option<Arc<Breaker>> {
        self.write().remove(name)
    }

    /// All names in order, each with a look at its breaker.
    #[must_use]
    pub fn list(&self) -> Vec<(Arc<str>, Snapshot)> {
        self.list_by(Breaker::snapshot)
    }

    /// The same, at this moment.
    #[must_use]
    pub fn list_at(&self, now: Instant) -> Vec<(Arc<str>, Snapshot)> {
        self.list_by(|breaker| breaker.snapshot_at(now))
    }

    /// Sets the mode of this breaker; `false` if there is none.
    pub fn set_mode(&self, name: &str, mode: Mode) -> bool {
        self.find(name).map(|breaker| breaker.set_mode(mode)).is_some()
    }

    /// Resets this breaker; `false` if there is none.
    pub fn reset(&self, name: &str) -> bool {
        self.find(name).map(|breaker| breaker.reset()).is_some()
    }

    fn make(&self, name: &Arc<str>) -> Breaker {
        let mut breaker = Breaker::of(self.settings);
        if let Some(clock) = self.clock {
            breaker = breaker.with_clock(clock);
        }
        if let Some(listener) = &self.listener {
            let (name, listener) = (Arc::clone(name), Arc::clone(listener));
            breaker = breaker.on_transition(move |transition| listener(&name, transition));
        }
        breaker
    }

    fn list_by(&self, look: impl Fn(&Breaker) -> Snapshot) -> Vec<(Arc<str>, Snapshot)> {
        self.read().iter().map(|(name, breaker)| (Arc::clone(name), look(breaker))).collect()
    }

    /// A map is whole after every step, so a panic elsewhere is no reason to refuse it.
    fn read(&self) -> RwLockReadGuard<'_, Breakers> {
        self.breakers.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Breakers> {
        self.breakers.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registry").field("breakers", &*self.read()).finish_non_exhaustive()
    }
}

/// The registry holds as many names as it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RegistryFull {
    most: usize,
}

impl fmt::Display for RegistryFull {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { most } = self;
        write!(f, "there are {most} breakers already, as many as max_names allows; remove some")
    }
}

impl Error for RegistryFull {}
