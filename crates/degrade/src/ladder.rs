//! The levels of a route, as they are described.

use std::sync::Arc;
use std::{fmt, ptr};

use osier_core::{InvalidSetting, Level, SharedProvider};

use crate::offline::Offline;
use crate::{Edits, Moved, Settings, SharedStaleSource, StaleSource};

/// The levels of a route: what each of them changes in a request, who answers there, and when the standing
/// level moves.
///
/// [`presets`](Self::presets) has full, reduced and minimal, with the edits of the field. Cached and offline are
/// there once they are told where their answers come from.
#[derive(Clone)]
#[must_use = "a ladder does nothing until something stands on it"]
pub struct Ladder {
    pub(crate) rungs: Vec<Rung>,
    pub(crate) stale: Option<SharedStaleSource>,
    pub(crate) offline: Option<Offline>,
    pub(crate) settings: Settings,
    pub(crate) listeners: Vec<Listener>,
}

/// Whoever hears of moves.
pub(crate) type Listener = Arc<dyn Fn(&Moved) + Send + Sync>;

/// A level at which somebody is asked.
#[derive(Clone, Debug)]
pub(crate) struct Rung {
    pub(crate) level: Level,
    pub(crate) edits: Edits,
    /// Who answers there; `None`, once settled, is who answers at full.
    pub(crate) provider: Option<SharedProvider>,
}

impl Rung {
    /// Whether the same provider is asked for the same model at both levels.
    pub(crate) fn asks_the_same(&self, other: &Self) -> bool {
        let is_same = match (&self.provider, &other.provider) {
            (None, None) => true,
            (Some(one), Some(other)) => ptr::addr_eq(&raw const **one, &raw const **other),
            _ => false,
        };
        is_same && self.edits.model == other.edits.model
    }
}

impl Ladder {
    /// Full alone, which changes nothing: a ladder to be built.
    pub fn full() -> Self {
        let rungs = vec![Rung { level: Level::Full, edits: Edits::none(), provider: None }];
        Self {
            rungs,
            stale: None,
            offline: None,
            settings: Settings::default(),
            listeners: Vec::new(),
        }
    }

    /// Full, reduced and minimal with their [presets](Edits::preset).
    pub fn presets() -> Self {
        let live = Level::ALL.into_iter().filter(|level| level.is_live());
        live.fold(Self::full(), |ladder, level| ladder.edits(level, Edits::preset(level)))
    }

    /// Has this level, with these edits in place of those it had. Nobody is asked at cached and offline, so
    /// that of those this changes nothing.
    pub fn edits(mut self, level: Level, edits: Edits) -> Self {
        if let Some(rung) = self.rung(level) {
            rung.edits = edits;
        }
        self
    }

    /// Asks this provider at this level, most often a route over smaller models; without it, the one of the
    /// level above, with its model if that is below full. At full that is what the ladder stands around, always. A
    /// level that was not there yet has its [preset](Edits::preset).
    pub fn provider(mut self, level: Level, provider: SharedProvider) -> Self {
        if level != Level::Full
            && let Some(rung) = self.rung(level)
        {
            rung.provider = Some(provider);
        }
        self
    }

    /// Does without this level. There is always full.
    pub fn without(mut self, level: Level) -> Self {
        self.rungs.retain(|rung| rung.level != level || level == Level::Full);
        match level {
            Level::Cached => self.stale = None,
            Level::Offline => self.offline = None,
            Level::Full | Level::Reduced | Level::Minimal => {}
        }
        self
    }

    /// Where answers at cached come from; without it, there is no such level.
    pub fn stale(self, source: impl StaleSource) -> Self {
        Self { stale: Some(Arc::new(source)), ..self }
    }

    /// Where answers at cached come from, unless that has been said already.
    pub fn stale_if_none(self, source: impl StaleSource) -> Self {
        if self.stale.is_some() { self } else { self.stale(source) }
    }

    /// The answer at offline; without it, there is no such level. `{request_id}` in it stands for the identity
    /// of the request, by which people on call find it.
    pub fn offline(self, text: impl Into<String>) -> Self {
        Self { offline: Some(Offline(text.into())), ..self }
    }

    /// When the standing level moves.
    pub fn settings(self, settings: Settings) -> Self {
        Self { settings, ..self }
    }

    /// Tells this listener of every change of the standing level, after it has happened, by hand or not, one after
    /// the other, beside those that already are told. It must neither block nor panic: it is called on the way of a
    /// request.
    pub fn on_move(mut self, listener: impl Fn(&Moved) + Send + Sync + 'static) -> Self {
        self.listeners.push(Arc::new(listener));
        self
    }

    /// The levels there are, the best first.
    pub fn levels(&self) -> impl Iterator<Item = Level> {
        let live = self.rungs.iter().map(|rung| rung.level);
        let cached = self.stale.as_ref().map(|_| Level::Cached);
        live.chain(cached).chain(self.offline.as_ref().map(|_| Level::Offline))
    }

    /// The edits of a level at which somebody is asked.
    #[must_use]
    pub fn edits_of(&self, level: Level) -> Option<&Edits> {
        self.rungs.iter().find(|rung| rung.level == level).map(|rung| &rung.edits)
    }

    /// Levels that do not say who answers there ask whom the level above asks.
    pub(crate) fn settled(mut self) -> Self {
        let mut nearest: Option<Rung> = None;
        for rung in &mut self.rungs {
            let above = nearest.take().filter(|above| above.level != Level::Full);
            if let Some(above) = above.filter(|_| rung.provider.is_none()) {
                rung.provider = above.provider;
                rung.edits.model = rung.edits.model.take().or(above.edits.model);
            }
            nearest = Some(rung.clone());
        }
        self
    }

    pub(crate) fn check(&self) -> Result<(), InvalidSetting> {
        self.rungs.iter().try_for_each(|rung| rung.edits.check())?;
        if self.offline.as_ref().is_some_and(|offline| offline.0.trim().is_empty()) {
            return Err(InvalidSetting::new("offline", "", "what callers are told"));
        }
        self.settings.check()
    }

    /// The rung of a live level, made if it is not there.
    fn rung(&mut self, level: Level) -> Option<&mut Rung> {
        if !level.is_live() {
            return None;
        }
        let place = self.rungs.partition_point(|rung| rung.level < level);
        if self.rungs.get(place).is_none_or(|rung| rung.level != level) {
            let edits = Edits::preset(level);
            self.rungs.insert(place, Rung { level, edits, provider: None });
        }
        self.rungs.get_mut(place)
    }
}

impl fmt::Debug for Ladder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ladder")
            .field("rungs", &self.rungs)
            .field("stale", &self.stale.is_some())
            .field("offline", &self.offline.is_some())
            .field("settings", &self.settings)
            .finish()
    }
}
