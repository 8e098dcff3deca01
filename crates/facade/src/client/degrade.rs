//! The ladder of a client.

use std::sync::Arc;

use osier_cache::RouteCache;
use osier_core::{InvalidSetting, Level, Notice, SharedObserver, SharedProvider};
use osier_degrade::{Degrade, Ladder, Moved};
use osier_health::Roster;

use super::{Client, ClientBuilder};
use crate::{Assembled, BuildError, Recall, Route};

/// By what name the one route of a client goes in notices and alerts.
pub(super) const ROUTE: &str = "client";

/// What the levels below full are, as it was said.
#[derive(Debug, Default)]
pub(super) struct Levels {
    ladder: Option<Ladder>,
    routes: Vec<(Level, Route)>,
}

impl Client {
    /// The ladder, to be read and held by hand; `None` if there is none.
    #[must_use]
    pub fn degrade(&self) -> Option<&Degrade> {
        self.degrade.as_ref()
    }
}

impl ClientBuilder {
    /// Lets answers be less good rather than fail: by this ladder, around the route.
    ///
    /// ```
    /// use osier::degrade::{Edits, Ladder};
    /// use osier::{Client, Level, OpenAi, Route, Target};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let edits = Edits::preset(Level::Full).without_max_tokens();
    /// let ladder = Ladder::presets()
    ///     .edits(Level::Full, edits)
    ///     .offline("We are back soon. If you ask for help, name {request_id}.");
    /// let client = Client::builder()
    ///     .target(Target::http("large", OpenAi::new("key")).model("gpt-4o"))
    ///     .target(Target::http("small", OpenAi::new("key")).model("gpt-4o-mini"))
    ///     .route(Route::first(["large"]))
    ///     .level(Level::Reduced, Route::first(["small"]))
    ///     .level(Level::Minimal, Route::first(["small"]))
    ///     .degrade(ladder)
    ///     .build()?;
    /// assert_eq!(client.degrade().map(|ladder| ladder.standing().level), Some(Level::Full));
    /// # Ok(())
    /// # }
    /// ```
    pub fn degrade(mut self, ladder: Ladder) -> Self {
        self.levels.ladder = Some(ladder);
        self
    }

    /// Asks these targets at this level, reduced or minimal, in place of those of the route. The level has its
    /// preset, unless the [ladder](Self::degrade) says otherwise.
    pub fn level(mut self, level: Level, route: Route) -> Self {
        self.levels.routes.push((level, route));
        self
    }
}

impl Levels {
    pub(super) fn has_any(&self) -> bool {
        self.ladder.is_some() || !self.routes.is_empty()
    }

    /// The same, whose cached level is this cache, unless it has a source of its own.
    pub(super) fn recalling(mut self, cache: Option<&RouteCache>) -> Self {
        let Some(cache) = cache.filter(|_| self.has_any()) else { return self };
        let ladder = self.ladder.take().unwrap_or_else(Ladder::full);
        self.ladder = Some(ladder.stale_if_none(Recall::new(cache.clone())));
        self
    }

    /// Whether every target is asked at some level, and every route is that of a level that may have one.
    pub(super) fn check(&self, full: &Route, targets: &[Assembled]) -> Result<(), BuildError> {
        let wrong = self.routes.iter().find(|(level, _)| *level == Level::Full || !level.is_live());
        if let Some((level, _)) = wrong {
            let setting = InvalidSetting::new("level", level.name(), "reduced or minimal");
            return Err(BuildError::Client { section: "client", setting });
        }
        let routes = || self.routes.iter().map(|(_, route)| route).chain([full]);
        let is_asked = |name: &Arc<str>| routes().any(|route| route.has(name));
        match targets.iter().map(|it| it.target.name()).find(|name| !is_asked(name)) {
            Some(name) => Err(BuildError::InNoTier(Arc::clone(name))),
            None => Ok(()),
        }
    }

    pub(super) fn assemble(
        self,
        targets: &[Assembled],
        roster: &Arc<Roster>,
        observer: Option<SharedObserver>,
    ) -> Result<Option<Degrade>, BuildError> {
        if self.ladder.is_none() && self.routes.is_empty() {
            return Ok(None);
        }
        let roster = Arc::clone(roster);
        let tell = move |moved: &Moved| {
            let Moved { from, to, reason, .. } = *moved;
            roster.level_moved(ROUTE, from, to, reason);
            if let Some(observer) = &observer {
                observer.on_notice(&Notice::LevelMoved { route: ROUTE, from, to, reason });
            }
        };
        let degrade = Degrade::try_new(ROUTE, self.asking(targets)?.on_move(tell));
        degrade.map(Some).map_err(|setting| BuildError::Client { section: "degrade", setting })
    }

    /// The ladder, each level with who answers there. Levels with the same route ask the same provider, which
    /// then need not fail twice.
    fn asking(self, targets: &[Assembled]) -> Result<Ladder, BuildError> {
        let mut ladder = self.ladder.unwrap_or_else(Ladder::full);
        let mut known: Vec<(Route, SharedProvider)> = Vec::new();
        for (level, route) in self.routes {
            let same = known.iter().find(|(other, _)| *other == route).map(|(_, it)| it.clone());
            let provider = match same {
                Some(provider) => provider,
                None => SharedProvider::new(route.clone().assemble(level.name(), targets)?),
            };
            ladder = ladder.provider(level, provider.clone());
            known.push((route, provider));
        }
        Ok(ladder)
    }
}
