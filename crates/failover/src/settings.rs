//! How a route behaves.

mod hedge;
mod hold_back;
mod resume;

use std::time::Duration;

use osier_core::InvalidSetting;

pub use self::hedge::HedgeSettings;
pub use self::hold_back::HoldBack;
pub use self::resume::{Restart, ResumeSettings};

/// How a route chooses among its targets, and what it does when they fail. The defaults suit an
/// application that people wait for.
///
/// | setting | default | why |
/// |---|---|---|
/// | [`balance`](Self::balance) | [`PowerOfTwo`](Strategy::PowerOfTwo) | finds the fastest and idlest without sending everybody there |
/// | [`unready`](Self::unready) | [`Wait`](Unready::Wait) | a circuit that is about to close is worth a moment |
/// | [`patience`](Self::patience) | 5 s | longer, and whoever asks would rather hear that it failed |
/// | [`hedge`](Self::hedge) | on | a silent target costs 10 s, not a minute |
/// | [`resume`](Self::resume) | on, where it can be right | see [`ResumeSettings`] |
/// | [`hold_back`](Self::hold_back) | off | it delays every answer |
/// | [`refusals`](Self::refusals) | [`Return`](Refusals::Return) | going around a refusal is a choice |
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    pub(crate) balance: Strategy,
    pub(crate) unready: Unready,
    pub(crate) patience: Duration,
    pub(crate) hedge: Option<HedgeSettings>,
    pub(crate) resume: ResumeSettings,
    pub(crate) hold_back: Option<HoldBack>,
    pub(crate) refusals: Refusals,
}

/// How a target is chosen among those of one tier.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Strategy {
    /// Two are drawn, and the better one is taken: by its tokens in flight and by how soon it lately
    /// began to answer, with a penalty for failures.
    #[default]
    PowerOfTwo,
    /// One after the other.
    RoundRobin,
    /// By chance, each as often as its weight says.
    Weighted,
    /// The one with the fewest tokens in flight for its weight.
    LeastBusy,
    /// The one that costs least for this request.
    Cheapest,
}

/// What to do while no target is ready.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Unready {
    /// Wait for the soonest, as long as the patience and the deadline allow; then fail.
    #[default]
    Wait,
    /// Ask the one that should be ready soonest at once, although its circuit is open: for routes whose
    /// callers would rather have an unlikely answer than none. A target that asked to be left alone, or
    /// whose credential is benched, is not asked.
    BestOfBad,
    /// Fail at once, with the time at which one should be ready.
    Reject,
}

/// What to do when a provider refuses the content of a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Refusals {
    /// The refusal is the answer.
    #[default]
    Return,
    /// Another target is asked.
    RouteAround,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            balance: Strategy::default(),
            unready: Unready::default(),
            patience: Duration::from_secs(5),
            hedge: Some(HedgeSettings::default()),
            resume: ResumeSettings::default(),
            hold_back: None,
            refusals: Refusals::default(),
        }
    }
}

impl Settings {
    /// How a target is chosen among those of one tier.
    #[must_use]
    pub fn balance(self, balance: Strategy) -> Self {
        Self { balance, ..self }
    }

    /// What to do while no target is ready.
    #[must_use]
    pub fn unready(self, unready: Unready) -> Self {
        Self { unready, ..self }
    }

    /// How long one request waits in all while no target is ready.
    #[must_use]
    pub fn patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// When another target is asked beside one that is silent.
    #[must_use]
    pub fn hedge(self, hedge: HedgeSettings) -> Self {
        Self { hedge: Some(hedge), ..self }
    }

    /// Never asks two targets at once.
    #[must_use]
    pub fn without_hedge(self) -> Self {
        Self { hedge: None, ..self }
    }

    /// How an answer that broke off is continued.
    #[must_use]
    pub fn resume(self, resume: ResumeSettings) -> Self {
        Self { resume, ..self }
    }

    /// Keeps the beginning of every stream back, so that early deaths stay invisible.
    #[must_use]
    pub fn hold_back(self, hold_back: HoldBack) -> Self {
        Self { hold_back: Some(hold_back), ..self }
    }

    /// What to do when a provider refuses the content of a request.
    #[must_use]
    pub fn refusals(self, refusals: Refusals) -> Self {
        Self { refusals, ..self }
    }

    pub(crate) fn check(&self) -> Result<(), InvalidSetting> {
        if let Some(hedge) = &self.hedge {
            hedge.check()?;
        }
        self.hold_back.as_ref().map_or(Ok(()), HoldBack::check)
    }
}

impl Strategy {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::PowerOfTwo, Self::RoundRobin, Self::Weighted, Self::LeastBusy, Self::Cheapest];

    /// Its name in a configuration.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::PowerOfTwo => "power_of_two",
            Self::RoundRobin => "round_robin",
            Self::Weighted => "weighted",
            Self::LeastBusy => "least_busy",
            Self::Cheapest => "cheapest",
        }
    }
}
