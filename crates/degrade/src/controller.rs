//! Which level requests begin at: a pure decision, with the time as an argument.

mod down;
mod pause;
mod tally;
#[cfg(test)]
mod tests;
mod told;
mod trial;
mod up;
mod window;

use std::time::Instant;

use osier_core::Level;

use self::down::Fall;
use self::pause::Pause;
use self::tally::Call;
pub use self::told::{Moved, Standing, Ticket, Verdict};
use self::trial::Trial;
use self::window::Window;
use crate::Settings;
use crate::reason;

/// Which level the requests of a route begin at.
///
/// Plain data: no clock, no lock, no task. Whoever has a request asks [`assign`](Self::assign) where it
/// begins, and says with [`record`](Self::record) what came of it there. A moment that lies before one that
/// was told already counts as that one.
///
/// # Down
///
/// The *pressure* on the standing level is the share of its requests in the window that failed, plus the
/// share that found nobody ready, plus three quarters of the share that came while others were shed
/// ([`Weights`](crate::Weights)); what is shed within a [`trial`](Settings::trial) of a fall is left over
/// from before, and does not count. From [`down_at`](Settings::down_at) on, the next worse level is stood at,
/// and its window begins empty. A *stored* level, cached or offline, is only stood at when next to none of the requests
/// are answered ([`dead_at`](Settings::dead_at)), where shedding does not count: below a level that still answers some of
/// them live, each that fails steps down by itself, and none needs a worse answer than there is. From a
/// stored level it goes no further down. Within a window of a move up it does not go down.
///
/// # Up
///
/// Only by a *trial*: after a pause, a share of the requests begins at a better level, and if that serves
/// them, all do. The next better level is tried first, then the one above it, up to full, and then from the
/// first again, so that a level that stays broken holds nobody down. How the standing level itself does is
/// no condition, for the same reason; what ails everybody, such as shedding, shows in the trial as well.
/// Beside stored answers there is nothing to spare: as soon as a live level is ready, at most a
/// [`trial`](Settings::trial) after the fall, all requests try it, as fast as it answers, and it passes unless it is
/// bad. Requests of a trial whose callers leave without a word slow it down: from twice
/// [`trial_calls`](Settings::trial_calls) of them on, one is sent for each time of a trial.
///
/// The pause is a window after a step up, and the *hold* after a fall and after a trial that failed: a window
/// at first, twice as long after each relapse (a fall within four windows of the step up to the level that
/// fell), up to [`hold_max`](Settings::hold_max), and a window again once full has lasted for four.
///
/// # How soon it is back
///
/// From any state that is not pinned, with full answering everybody again and nobody shed, it stands at full
/// within
///
/// > live levels × (hold_max + window + 2 × (trial + 2 × trial / trial_calls + answer))
///
/// whatever the other levels do, as long as a request comes every `trial / trial_calls` at least and what
/// came of it is known after the time of an answer, which is up to `hold_max`. With the defaults and three
/// live levels these are 9 minutes and six answers, with full alone above the stored ones a third of that. That is the worst
/// case: after a first incident the hold is a window, and the way from cached through all levels takes
/// two minutes and three answers, from the next level below full 44 s and one. With fewer requests it takes as
/// long as [`trial_calls`](Settings::trial_calls) of them take to come.
///
/// ```
/// use osier_degrade::{Controller, Level, Settings, Verdict};
/// # use osier_core::Clock;
/// # let now = osier_http::TokioClock.now();
///
/// let mut controller = Controller::new(Settings::default(), [Level::Full, Level::Reduced]);
/// for _ in 0..10 {
///     let ticket = controller.assign(now, false, 0.5, |_| true);
///     controller.record(now, ticket, Verdict::Failed);
/// }
/// assert_eq!(controller.standing().level, Level::Reduced);
/// assert_eq!(controller.standing().reason, "failures");
/// ```
#[derive(Clone, Debug)]
pub struct Controller {
    settings: Settings,
    /// The best first.
    levels: Vec<Level>,
    standing: Standing,
    /// What tickets of the standing level bear. A request that began before a move says nothing about the
    /// time after it.
    epoch: u64,
    /// The last number that an epoch or a trial got; each has its own.
    numbers: u64,
    /// The last moment that was told.
    latest: Option<Instant>,
    /// What came of requests at the standing level, since it was stood at.
    window: Window,
    /// The falls that led to the standing level.
    falls: Vec<Fall>,
    /// Whether the last move was up.
    has_risen: bool,
    pause: Pause,
    trial: Option<Trial>,
    /// The level that was tried last.
    tried: Option<Level>,
}

impl Controller {
    /// One that knows these levels, of which [`Full`](Level::Full) is always one, and stands at that.
    #[must_use]
    pub fn new(settings: Settings, levels: impl IntoIterator<Item = Level>) -> Self {
        let mut levels: Vec<_> = levels.into_iter().chain([Level::Full]).collect();
        levels.sort();
        levels.dedup();
        let standing = Standing {
            level: Level::Full,
            reason: reason::NORMAL,
            since: None,
            is_pinned: false,
            trial: None,
        };
        Self {
            settings,
            levels,
            standing,
            epoch: 0,
            numbers: 0,
            latest: None,
            window: Window::new(settings.window),
            falls: Vec::new(),
            has_risen: false,
            pause: Pause::new(settings.window),
            trial: None,
            tried: None,
        }
    }

    /// Where a request that comes now begins. `is_strained` says whether others are being shed; `draw` is
    /// its random number from 0 to 1, without 1; `is_ready` says of a level whether any target of it is ready,
    /// and is asked only where that matters.
    pub fn assign(
        &mut self,
        now: Instant,
        is_strained: bool,
        draw: f64,
        is_ready: impl Fn(Level) -> bool,
    ) -> Ticket {
        if let Some(ticket) = self.calm() {
            return Ticket { is_strained, ..ticket };
        }
        let now = self.told(now);
        let on_trial = self.try_out(now, draw, is_ready);
        Ticket { is_strained, ..on_trial.unwrap_or_else(|| self.ticket()) }
    }

    /// Says what came of a request; tells of the move that follows.
    pub fn record(&mut self, now: Instant, ticket: Ticket, verdict: Verdict) -> Option<Moved> {
        if self.standing.is_pinned || verdict == Verdict::Neutral {
            return None;
        }
        let now = self.told(now);
        let verdict = self.judged(now, ticket, verdict)?;
        let call = Call { verdict, is_strained: ticket.is_strained };
        if ticket.epoch == self.epoch {
            self.served(now, call)
        } else {
            self.tested(now, ticket.epoch, call)
        }
    }

    /// Holds the standing level at this one until it is [released](Self::release). Of a level that the route does
    /// not have, the next worse one of its kind counts, live or stored, then the next better one.
    pub fn pin(&mut self, now: Instant, level: Level) -> Option<Moved> {
        let to = self.nearest(level);
        let now = self.told(now);
        self.trial = None;
        self.standing.is_pinned = true;
        self.go(now, to, reason::PINNED, reason::PINNED)
    }

    /// Lets it move by itself again, from full on, as if nothing had been; also one that was not held, unless it
    /// stands at full.
    pub fn release(&mut self, now: Instant) -> Option<Moved> {
        if !self.standing.is_pinned && self.standing.level == Level::Full {
            return None;
        }
        let now = self.told(now);
        let fresh = Self::new(self.settings, std::mem::take(&mut self.levels));
        let Self { standing, numbers, latest, .. } = *self;
        let standing = Standing { is_pinned: false, ..standing };
        *self = Self { standing, numbers, latest, ..fresh };
        self.go(now, Level::Full, reason::RELEASED, reason::NORMAL)
    }

    /// The standing level.
    #[must_use]
    pub fn standing(&self) -> Standing {
        Standing { trial: self.trial.as_ref().map(Trial::level), ..self.standing }
    }

    /// Where every request begins as long as nothing is recorded; `None` if that is not the same for all.
    #[must_use]
    pub fn calm(&self) -> Option<Ticket> {
        let Standing { level, is_pinned, .. } = self.standing;
        (is_pinned || level == Level::Full).then(|| self.ticket())
    }

    /// A little time says something only where nobody has been answered lately. `None` if it says nothing.
    fn judged(&self, now: Instant, ticket: Ticket, verdict: Verdict) -> Option<Verdict> {
        if verdict != Verdict::Late {
            return Some(verdict);
        }
        let is_standing = ticket.epoch == self.epoch;
        let on_trial = self.trial.as_ref().map(Trial::tally).unwrap_or_default();
        let tally = if is_standing { self.window.tally(now) } else { on_trial };
        (tally.answered() == 0).then_some(Verdict::Failed)
    }

    /// Nobody may end up with stored words who asked for less of a live one.
    fn nearest(&self, level: Level) -> Level {
        let of_its_kind = |it: &&Level| it.is_live() == level.is_live();
        let alike = || self.levels.iter().filter(of_its_kind);
        let worse = alike().find(|it| **it >= level);
        let better = || alike().next_back().or(self.levels.iter().rfind(|it| it.is_live()));
        worse.or_else(better).copied().unwrap_or_default()
    }

    /// Whether the standing level is pressed now, however few requests there were.
    #[must_use]
    pub fn is_pressed(&self, now: Instant) -> bool {
        let tally = self.window.tally(now);
        tally.pressure(self.settings.weights) > self.settings.clean_at
    }

    /// Of the standing level.
    fn ticket(&self) -> Ticket {
        let Standing { level, reason, .. } = self.standing;
        Ticket { level, reason, is_strained: false, is_trial: false, epoch: self.epoch }
    }

    /// Stands at this level from now on, with the one reason for having moved and the other for being there.
    fn go(
        &mut self,
        at: Instant,
        to: Level,
        reason: &'static str,
        standing: &'static str,
    ) -> Option<Moved> {
        let from = self.standing.level;
        self.standing.level = to;
        self.standing.reason = standing;
        self.standing.since = Some(at);
        self.epoch = self.number();
        self.window = Window::new(self.settings.window);
        (from != to).then_some(Moved { from, to, reason, at })
    }

    fn number(&mut self) -> u64 {
        self.numbers = self.numbers.saturating_add(1);
        self.numbers
    }

    /// Time only goes on: threads that read it one after the other may come the other way round.
    fn told(&mut self, now: Instant) -> Instant {
        *self.latest.insert(self.latest.map_or(now, |latest| latest.max(now)))
    }
}
