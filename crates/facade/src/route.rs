//! Who may answer, in which order.

use std::collections::HashSet;
use std::sync::Arc;

use osier_failover::{Failover, Settings};

use crate::{Assembled, BuildError};

/// Who may answer, in tiers, and how the route behaves.
///
/// The targets of the first tier share the load. Those of the next are asked when none of the first is
/// ready, or all of them failed.
///
/// ```
/// use osier::Route;
/// use osier::failover::{Settings, Strategy};
///
/// let route = Route::first(["openai", "azure"])
///     .then(["claude"])
///     .settings(Settings::default().balance(Strategy::LeastBusy));
/// # let _ = route;
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "a route does nothing until it is given to a client"]
pub struct Route {
    tiers: Vec<Vec<Arc<str>>>,
    settings: Settings,
}

impl Route {
    /// A route whose first tier are the targets of these names.
    pub fn first<N: Into<Arc<str>>>(names: impl IntoIterator<Item = N>) -> Self {
        Self { tiers: Vec::new(), settings: Settings::default() }.then(names)
    }

    /// Adds a tier behind those already there.
    pub fn then<N: Into<Arc<str>>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        self.tiers.push(names.into_iter().map(Into::into).collect());
        self
    }

    /// How it behaves; the defaults are those of [`Settings`].
    pub fn settings(self, settings: Settings) -> Self {
        Self { settings, ..self }
    }

    /// All targets in their order, each a tier of its own.
    pub(crate) fn in_order(targets: &[Assembled]) -> Self {
        let names = targets.iter().map(|assembled| vec![Arc::clone(assembled.target.name())]);
        Self { tiers: names.collect(), settings: Settings::default() }
    }

    /// The provider made of these targets.
    pub(crate) fn assemble(self, id: &str, targets: &[Assembled]) -> Result<Failover, BuildError> {
        let failover = Failover::try_new(id, self.settings)
            .map_err(|setting| BuildError::Client { section: "route", setting })?;
        let mut named = HashSet::new();
        self.tiers.into_iter().try_fold(failover, |failover, tier| {
            let tier = tier.into_iter().map(|name| find(targets, name, &mut named));
            Ok(failover.tier(tier.collect::<Result<Vec<_>, _>>()?))
        })
    }

    pub(crate) fn has(&self, target: &Arc<str>) -> bool {
        self.tiers.iter().flatten().any(|name| name == target)
    }
}

fn find(
    targets: &[Assembled],
    name: Arc<str>,
    named: &mut HashSet<Arc<str>>,
) -> Result<osier_failover::Target, BuildError> {
    let found = targets.iter().find(|assembled| *assembled.target.name() == name);
    let target = found.map(|assembled| assembled.target.clone());
    let target = target.ok_or_else(|| BuildError::UnknownTarget(Arc::clone(&name)))?;
    if named.insert(Arc::clone(&name)) { Ok(target) } else { Err(BuildError::NamedTwice(name)) }
}
