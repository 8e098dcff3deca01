//! From the name a caller asks for to who answers.

use std::collections::BTreeSet;
use std::num::NonZeroU32;
use std::time::Duration;

use osier::SharedProvider;
use osier::degrade::Degrade;

use crate::by_name::ByName;

/// Who answers, and how much one request may take.
#[derive(Clone, Debug)]
pub struct Route {
    /// Who answers.
    pub provider: SharedProvider,
    /// The ladder it stands on, if it has one.
    pub degrade: Option<Degrade>,
    /// How long a request may take over all its attempts.
    pub deadline: Duration,
    /// Attempts for one request over all targets.
    pub max_attempts: NonZeroU32,
}

/// Who answers to which model name.
#[derive(Clone, Debug, Default)]
pub struct Routes {
    routes: ByName<Route>,
    /// Names that patterns answer to and that are worth showing.
    examples: BTreeSet<Box<str>>,
}

impl Routes {
    /// Adds a route for a name, or for all names that begin so if the pattern ends in `*`.
    #[must_use]
    pub fn with(mut self, pattern: &str, route: Route) -> Self {
        self.routes.insert(pattern, route);
        self
    }

    /// Shows this name in the list of models, if any route answers to it.
    #[must_use]
    pub fn showing(mut self, name: &str) -> Self {
        if self.find(name).is_some() {
            self.examples.insert(name.into());
        }
        self
    }

    /// Who answers to this name: the route of that very name, else the longest prefix.
    #[must_use]
    pub fn find(&self, model: &str) -> Option<&Route> {
        self.routes.find(model)
    }

    /// The names that can be listed, sorted.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        let names: BTreeSet<&str> =
            self.routes.names().chain(self.examples.iter().map(|name| &**name)).collect();
        names.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use osier::failover::Failover;

    use super::*;

    fn routes(patterns: &[&str]) -> Routes {
        patterns.iter().fold(Routes::default(), |routes, pattern| {
            let provider = SharedProvider::new(Failover::new(*pattern));
            let (deadline, max_attempts) = (Duration::from_secs(1), NonZeroU32::MIN);
            routes.with(pattern, Route { provider, degrade: None, deadline, max_attempts })
        })
    }

    #[test]
    fn a_name_is_only_shown_if_somebody_answers_to_it() {
        let routes = routes(&["gpt-*", "local"]).showing("gpt-4o").showing("claude");
        assert_eq!(routes.names(), ["gpt-4o", "local"]);
        assert!(routes.find("claude").is_none());
    }
}
