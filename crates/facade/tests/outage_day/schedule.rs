//! What happens to whom, and when.

use std::time::Duration;

pub(crate) const DAY: Duration = hours(24, 0);

/// The targets, in the order of the route. The first two are two hosts of one model in one region.
pub(crate) const TARGETS: [&str; 3] = ["alpha", "beta", "gamma"];
const ALPHA: usize = 0;
const BETA: usize = 1;
const GAMMA: usize = 2;

/// What is wrong with a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weather {
    /// Every connection is refused; answers under way break off.
    Refuses,
    /// Connections are taken and nothing ever comes; answers under way fall silent.
    Silent,
    /// The same, but whoever only asks whether it is there hears that it is.
    Mute,
    /// Down for two minutes of every three.
    Flaps,
    /// The key is revoked: 401.
    Rejects,
    /// Three calls of every minute are let through, the others get 429, which says when to come back.
    ThrottlesTelling,
    /// The same, but it does not say when.
    Throttles,
    /// Half of the calls take twenty times as long.
    Slow,
    /// Three answers of ten break off half-way.
    Cuts,
    /// A third of the calls fails with 500.
    Errs,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Incident {
    pub(crate) name: &'static str,
    pub(crate) from: Duration,
    pub(crate) until: Duration,
    pub(crate) troubles: &'static [(usize, Weather)],
}

use Weather as W;

/// No target has two troubles at once.
pub(crate) const INCIDENTS: [Incident; 15] = [
    incident("outage by night", (1, 30), (1, 50), &[(ALPHA, W::Refuses)]),
    incident("429 storm, no hint", (3, 10), (3, 40), &[(BETA, W::Throttles)]),
    incident("revoked key", (5, 0), (7, 0), &[(ALPHA, W::Rejects)]),
    incident("brownout", (8, 30), (9, 15), &[(BETA, W::Slow)]),
    incident("silent outage", (10, 20), (10, 45), &[(ALPHA, W::Mute)]),
    incident("429 storm, Retry-After", (11, 30), (12, 10), &[(BETA, W::ThrottlesTelling)]),
    incident("stream cuts", (13, 0), (13, 40), &[(ALPHA, W::Cuts)]),
    incident("region loss", (14, 30), (15, 10), &[(ALPHA, W::Refuses), (BETA, W::Refuses)]),
    incident("outage of the spare", (15, 50), (16, 20), &[(GAMMA, W::Silent)]),
    incident("one error in three", (17, 0), (17, 30), &[(BETA, W::Errs)]),
    incident("flapping", (18, 0), (18, 30), &[(BETA, W::Flaps)]),
    incident("total outage", (19, 15), (19, 20), &EVERYWHERE),
    incident("brownout and 429 storm", (20, 30), (21, 0), &TWOFOLD),
    incident("silent region loss", (21, 45), (22, 15), &[(ALPHA, W::Silent), (BETA, W::Silent)]),
    incident("outage", (22, 50), (23, 10), &[(BETA, W::Refuses)]),
];

const EVERYWHERE: [(usize, Weather); 3] =
    [(ALPHA, W::Refuses), (BETA, W::Refuses), (GAMMA, W::Refuses)];
const TWOFOLD: [(usize, Weather); 2] = [(ALPHA, W::Slow), (BETA, W::ThrottlesTelling)];

const FLAP: Duration = Duration::from_secs(180);
const FLAP_DOWN: Duration = Duration::from_secs(120);

const fn incident(
    name: &'static str,
    from: (u64, u64),
    until: (u64, u64),
    troubles: &'static [(usize, Weather)],
) -> Incident {
    Incident { name, from: hours(from.0, from.1), until: hours(until.0, until.1), troubles }
}

const fn hours(hours: u64, minutes: u64) -> Duration {
    Duration::from_secs(hours * 3600 + minutes * 60)
}

impl Incident {
    pub(crate) fn lasts_at(&self, at: Duration) -> bool {
        (self.from..self.until).contains(&at)
    }

    pub(crate) fn of(&self, target: usize) -> Option<Weather> {
        self.troubles.iter().find(|(troubled, _)| *troubled == target).map(|(_, weather)| *weather)
    }
}

impl Weather {
    /// Whether no call gets an answer.
    pub(crate) fn is_hard(self) -> bool {
        matches!(self, Self::Refuses | Self::Silent | Self::Mute | Self::Rejects)
    }

    pub(crate) const ALL: [Self; 10] = [
        Self::Refuses,
        Self::Silent,
        Self::Mute,
        Self::Flaps,
        Self::Rejects,
        Self::Throttles,
        Self::ThrottlesTelling,
        Self::Slow,
        Self::Cuts,
        Self::Errs,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Refuses => "refuses",
            Self::Silent => "silent",
            Self::Mute => "mute",
            Self::Flaps => "flaps",
            Self::Rejects => "key revoked",
            Self::Throttles => "429",
            Self::ThrottlesTelling => "429 with Retry-After",
            Self::Slow => "brownout",
            Self::Cuts => "cuts",
            Self::Errs => "errors",
        }
    }

    pub(crate) fn letter(self) -> char {
        match self {
            Self::Refuses => 'R',
            Self::Silent => 'S',
            Self::Mute => 'M',
            Self::Flaps => 'F',
            Self::Rejects => 'K',
            Self::Throttles => 'T',
            Self::ThrottlesTelling => 'A',
            Self::Slow => 'B',
            Self::Cuts => 'C',
            Self::Errs => 'E',
        }
    }

    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Refuses => "refuses connections; answers under way break off",
            Self::Silent => "takes calls and stays silent; so do answers under way",
            Self::Mute => "silent too, but for its free endpoint",
            Self::Flaps => "refuses for two minutes of every three",
            Self::Rejects => "401 until the key is mended",
            Self::ThrottlesTelling => "three calls a minute, else 429 with Retry-After",
            Self::Throttles => "three calls a minute, else 429 without a word",
            Self::Slow => "half of the calls take twenty times as long",
            Self::Cuts => "three answers of ten break off half-way",
            Self::Errs => "a third of the calls fails with 500",
        }
    }
}

/// What is wrong with the target at this moment; of one that flaps, only while it is down.
pub(crate) fn weather(target: usize, at: Duration) -> Option<Weather> {
    let incident = INCIDENTS.iter().find(|i| i.lasts_at(at) && i.of(target).is_some())?;
    match incident.of(target)? {
        Weather::Flaps => is_flapped_down(at - incident.from).then_some(Weather::Refuses),
        weather => Some(weather),
    }
}

fn is_flapped_down(passed: Duration) -> bool {
    passed.as_secs() % FLAP.as_secs() < FLAP_DOWN.as_secs()
}

/// When within this time the target goes down, and how: what is under way there does not survive it.
pub(crate) fn goes_down(
    target: usize,
    from: Duration,
    until: Duration,
) -> Option<(Duration, Weather)> {
    let within = |moment: &Duration| *moment > from && *moment <= until;
    let begins = |incident: &Incident| match incident.of(target)? {
        weather @ (Weather::Refuses | Weather::Silent | Weather::Mute) => {
            Some((incident.from, weather))
        }
        Weather::Flaps => {
            let since = from.saturating_sub(incident.from);
            let rounds = u32::try_from(since.as_secs() / FLAP.as_secs()).expect("within a day");
            let next = if from < incident.from { 0 } else { rounds + 1 };
            let moment = incident.from + FLAP * next;
            (moment < incident.until).then_some((moment, Weather::Refuses))
        }
        _ => None,
    };
    INCIDENTS.iter().filter_map(begins).filter(|(moment, _)| within(moment)).min_by_key(|(m, _)| *m)
}

/// The time during which no target answers anybody.
pub(crate) fn total_outage() -> &'static Incident {
    let all_down =
        |i: &&Incident| (0..TARGETS.len()).all(|target| i.of(target).is_some_and(W::is_hard));
    INCIDENTS.iter().find(all_down).expect("there is one")
}

/// Nothing is wrong, nor was anything of late, nor will be at once.
pub(crate) fn is_calm(at: Duration) -> bool {
    let (before, after) = (Duration::from_secs(60), Duration::from_secs(900));
    INCIDENTS.iter().all(|i| at + before < i.from || at >= i.until + after)
}

/// The time of the day.
pub(crate) fn clock(at: Duration) -> String {
    let minutes = at.as_secs() / 60;
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}
