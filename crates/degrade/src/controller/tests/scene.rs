//! A route that is played: requests come, and are answered as the test says.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use osier_core::Level;

use crate::{Controller, Moved, Settings, Ticket, Verdict};

pub(super) const LEVELS: [Level; 5] = Level::ALL;

pub(super) const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

pub(super) const fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// Where all time begins: a clock that stands still.
#[expect(clippy::disallowed_methods, reason = "every test counts its time from some moment")]
pub(super) fn start() -> Instant {
    static START: OnceLock<Instant> = OnceLock::new();
    *START.get_or_init(Instant::now)
}

#[derive(Clone, Debug)]
pub(super) struct Scene {
    pub(super) controller: Controller,
    pub(super) now: Instant,
    pub(super) moves: Vec<Moved>,
    pub(super) is_strained: bool,
    /// Who is not ready.
    pub(super) benched: Vec<Level>,
    /// How many tickets there were, and how many of them were of trials.
    pub(super) tickets: u32,
    pub(super) trials: u32,
}

impl Scene {
    pub(super) fn new(settings: Settings, levels: impl IntoIterator<Item = Level>) -> Self {
        settings.check().unwrap();
        Self {
            controller: Controller::new(settings, levels),
            now: start(),
            moves: Vec::new(),
            is_strained: false,
            benched: Vec::new(),
            tickets: 0,
            trials: 0,
        }
    }

    pub(super) fn of(levels: impl IntoIterator<Item = Level>) -> Self {
        Self::new(Settings::default(), levels)
    }

    /// A request comes, with draws that are spread evenly.
    pub(super) fn assign(&mut self) -> Ticket {
        let draw = (f64::from(self.tickets) * 0.618_033_988_75).fract();
        let benched = &self.benched;
        let is_ready = |level| !benched.contains(&level);
        let ticket = self.controller.assign(self.now, self.is_strained, draw, is_ready);
        self.tickets += 1;
        self.trials += u32::from(ticket.is_trial);
        ticket
    }

    pub(super) fn record(&mut self, ticket: Ticket, verdict: Verdict) {
        let moved = self.controller.record(self.now, ticket, verdict);
        self.moves.extend(moved);
    }

    /// A request every so often, each answered at once as its level does.
    pub(super) fn run(&mut self, span: Duration, gap: Duration, does: impl Fn(Level) -> Verdict) {
        let end = self.now + span;
        while self.now < end {
            let ticket = self.assign();
            self.record(ticket, does(ticket.level));
            self.now += gap;
        }
    }

    /// Ten requests a second, of which all fail at these levels and no other.
    pub(super) fn broken(&mut self, seconds: u64, levels: &[Level]) {
        self.run(secs(seconds), ms(100), |level| failed(levels.contains(&level)));
    }

    /// The same, until the standing level is this one; gives for how long.
    pub(super) fn broken_until(&mut self, level: Level, levels: &[Level]) -> Duration {
        let begin = self.now;
        while self.level() != level {
            assert!(self.now - begin < secs(3600), "still at {:?}", self.controller.standing());
            self.run(ms(100), ms(100), |level| failed(levels.contains(&level)));
        }
        self.now - begin
    }

    pub(super) fn level(&self) -> Level {
        self.controller.standing().level
    }

    /// The levels it has moved to.
    pub(super) fn path(&self) -> Vec<Level> {
        self.moves.iter().map(|moved| moved.to).collect()
    }
}

fn failed(is_failed: bool) -> Verdict {
    if is_failed { Verdict::Failed } else { Verdict::Answered }
}
