//! All targets of a program, and the credentials they share.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use osier_core::InvalidSetting;

use crate::{Credential, HealthSettings, Vitals};

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
    credentials: Mutex<Credentials>,
}

#[derive(Debug, Default)]
struct Credentials {
    shared: HashMap<Arc<str>, Arc<Credential>>,
    all: Vec<Arc<Credential>>,
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
        let credential = self.known().find_or_add(credential, &target, &self.settings);
        Arc::new(Vitals::new(target, credential, self.settings))
    }

    /// Every credential, in the order in which its first target came.
    #[must_use]
    pub fn credentials(&self) -> Vec<Arc<Credential>> {
        self.known().all.clone()
    }

    /// Uses every benched credential again; gives those that were.
    pub fn reinstate_all(&self) -> Vec<Arc<Credential>> {
        let credentials = self.credentials().into_iter();
        credentials.filter(|credential| credential.reinstate()).collect()
    }

    fn known(&self) -> MutexGuard<'_, Credentials> {
        self.credentials.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Credentials {
    fn find_or_add(
        &mut self,
        name: Option<&str>,
        target: &Arc<str>,
        settings: &HealthSettings,
    ) -> Arc<Credential> {
        if let Some(known) = name.and_then(|name| self.shared.get(name)) {
            return Arc::clone(known);
        }
        let label: Arc<str> = name.map_or_else(|| Arc::clone(target), Arc::from);
        let credential = Credential::new(Arc::clone(&label)).trial_after(settings.trial_after);
        let credential = Arc::new(credential);
        if name.is_some() {
            self.shared.insert(label, Arc::clone(&credential));
        }
        self.all.push(Arc::clone(&credential));
        credential
    }
}
