//! Whether and when a target is probed, and what its answers come to: plain data, told the time.

use std::time::{Duration, Instant};

use super::{Answer, ProbeSettings};

/// A rejected credential is looked after by people, who do not act within seconds; and some providers
/// block whoever goes on using one.
const INTERVAL_REJECTED: Duration = Duration::from_secs(60);
/// How far an interval is spread, either way, so that replicas do not probe in step.
const JITTER: f64 = 0.2;

/// Why a target is probed. Where there is none, it is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// Nothing was sent to it for a while: nobody knows how it is.
    Idle,
    /// It is left alone, and somebody would like to know when it is back.
    Open,
    /// Its credential was rejected, and probes may show when it is accepted again.
    Benched,
}

/// What is known of a target when it is asked whether to probe it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Situation {
    pub(crate) now: Instant,
    /// Requests under way.
    pub(crate) in_flight: u32,
    /// When the last one ended; at first, when the target came to be.
    pub(crate) last_end: Instant,
    /// When one was answered last, if one was.
    pub(crate) last_success: Option<Instant>,
    /// Its circuit is open after failures, and it named no time; or probes found it unreachable.
    pub(crate) is_open: bool,
    /// Its circuit keeps requests away for another reason, which no probe can change.
    pub(crate) is_barred: bool,
    /// Its credential is benched, and whether probing shows anything about that.
    pub(crate) benched: Option<bool>,
}

/// What a probe's answer changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Finding {
    /// It cannot be reached, or still cannot.
    Unreachable,
    /// It failed to answer, and answers again.
    BackUp,
}

/// What is known of a target when its probe is answered.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Known {
    /// Probes found it unreachable, and that still counts.
    pub(crate) is_unreachable: bool,
    /// A request was under way while the probe was. The target may have had no room for both, and the
    /// request will tell more.
    pub(crate) met_a_request: bool,
}

/// The probes of one target.
#[derive(Debug, Default)]
pub(crate) struct Schedule {
    need: Option<(Need, Instant)>,
    began: Option<Instant>,
    is_under_way: bool,
    /// Successes in a row, and failures in a row; one of them is zero.
    ups: u32,
    downs: u32,
    /// One failed, and not enough have succeeded since. Without that, success says nothing: an endpoint
    /// that answers while requests fail tells nothing about them.
    is_doubtful: bool,
    /// One has succeeded, and no request has shown since that they fail while the target is well. Without
    /// that, failure says nothing: the endpoint may never have worked.
    is_proven: bool,
    /// One was rejected, and none has succeeded since.
    is_rejected: bool,
    /// A request has been answered, and since then no probe: their rejection may be their own.
    is_refuted: bool,
    count: u64,
}

impl Schedule {
    /// When the target is to be probed next, given what is known now; `None` for not at all as long as
    /// nothing changes. A number from 0 to 1 spreads the interval, the same one until the next probe.
    pub(crate) fn next(
        &mut self,
        situation: &Situation,
        settings: &ProbeSettings,
        spread: impl FnOnce(u64) -> f64,
    ) -> Option<Instant> {
        if situation.last_success.is_some() && situation.last_success >= self.began {
            self.forget();
        }
        // The bench tells of that itself, and may be lifted by hand at any time.
        self.is_rejected &= situation.benched.is_none();
        let Some(need) = need(situation, settings) else {
            self.need = None;
            return self.when_idle(situation, settings);
        };
        let since = match self.need {
            Some((known, since)) if known == need => since,
            _ => situation.now,
        };
        self.need = Some((need, since));
        if self.is_under_way {
            return None;
        }
        let interval = match need {
            Need::Idle => settings.interval,
            Need::Open => settings.interval_open,
            Need::Benched => INTERVAL_REJECTED.max(settings.interval),
        };
        let interval = if self.is_rejected { interval.max(INTERVAL_REJECTED) } else { interval };
        let interval = interval.mul_f64(1.0 - JITTER + 2.0 * JITTER * spread(self.count));
        Some(self.began.map_or(since, |began| began.max(since)) + interval)
    }

    /// The moment at which it would become idle, to ask again then.
    fn when_idle(&self, situation: &Situation, settings: &ProbeSettings) -> Option<Instant> {
        let may_be = situation.benched.is_none() && !situation.is_barred && !self.is_under_way;
        (may_be && situation.in_flight == 0).then(|| situation.last_end + settings.idle_after)
    }

    /// A probe begins.
    pub(crate) fn begin(&mut self, now: Instant) {
        self.began = Some(now);
        self.is_under_way = true;
        self.count += 1;
    }

    /// When the last probe began.
    pub(crate) fn began(&self) -> Option<Instant> {
        self.began
    }

    /// The probe under way was answered. What that changes.
    pub(crate) fn answered(
        &mut self,
        answer: Answer,
        known: Known,
        settings: &ProbeSettings,
    ) -> Option<Finding> {
        self.is_under_way = false;
        match answer {
            Answer::Up => {
                (self.ups, self.downs) = (self.ups.saturating_add(1), 0);
                (self.is_proven, self.is_rejected, self.is_refuted) = (true, false, false);
                let is_back = self.is_doubtful && self.ups >= settings.up;
                self.is_doubtful &= !is_back;
                is_back.then_some(Finding::BackUp)
            }
            Answer::Refused => self.failed(true, known, settings),
            Answer::Down => self.failed(self.is_proven, known, settings),
            Answer::Rejected => {
                self.is_rejected = true;
                None
            }
            Answer::Nothing => None,
        }
    }

    /// Whether a probe was rejected, and nothing says that requests are not.
    pub(crate) fn is_rejected(&self) -> bool {
        self.is_rejected && !self.is_refuted
    }

    /// A probe failed, and that counts against the target or not.
    fn failed(&mut self, counts: bool, known: Known, settings: &ProbeSettings) -> Option<Finding> {
        (self.ups, self.is_doubtful) = (0, true);
        if !counts || (known.met_a_request && !known.is_unreachable) {
            return None;
        }
        self.downs = self.downs.saturating_add(1);
        (known.is_unreachable || self.downs >= settings.down).then_some(Finding::Unreachable)
    }

    /// A request was answered: whatever probes have shown before, it is up.
    fn forget(&mut self) {
        self.is_proven &= self.downs == 0;
        self.is_refuted |= self.is_rejected || !self.is_proven;
        (self.ups, self.downs, self.is_doubtful) = (0, 0, false);
    }
}

fn need(situation: &Situation, settings: &ProbeSettings) -> Option<Need> {
    match situation.benched {
        Some(shows_something) => return shows_something.then_some(Need::Benched),
        None if situation.is_open => return Some(Need::Open),
        None if situation.is_barred || situation.in_flight > 0 => return None,
        None => {}
    }
    let quiet = situation.now.saturating_duration_since(situation.last_end);
    (quiet >= settings.idle_after).then_some(Need::Idle)
}
