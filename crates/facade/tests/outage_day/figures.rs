//! What a day comes to, in numbers.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::day::Day;
use crate::journal::Asked;
use crate::route::Shape;
use crate::schedule::{self, DAY, INCIDENTS, Incident, Weather};
use crate::tally::{Hopeless, Tally};
use crate::trouble::{Trouble, span, troubles, usual};

/// One column of the timeline.
const COLUMN: Duration = Duration::from_secs(900);

pub(crate) struct Figures {
    pub(crate) shape: Shape,
    /// All requests that any target could have answered.
    pub(crate) all: Tally,
    /// Those of them that came while nothing was wrong.
    pub(crate) calm: Tally,
    /// Those that no target could answer.
    pub(crate) hopeless: Hopeless,
    pub(crate) episodes: Vec<Episode>,
    /// The share of each target of the calls in calm weather, in hundredths of a percent.
    pub(crate) usual: [u64; 3],
    pub(crate) told: BTreeMap<String, u64>,
    /// The calls of each target in each part of the day, probes and all.
    pub(crate) timeline: Vec<[u64; 3]>,
}

pub(crate) struct Episode {
    pub(crate) incident: &'static Incident,
    pub(crate) tally: Tally,
    pub(crate) targets: Vec<Trouble>,
}

impl Figures {
    pub(crate) fn of(day: &Day) -> Self {
        let attempts = attempts(day);
        let usual = usual(day);
        let tally = |counts: &dyn Fn(&Asked) -> bool| {
            let asked = day.asked.iter().filter(|asked| !is_hopeless(asked) && counts(asked));
            Tally::of(asked, &attempts)
        };
        let episode = |incident: &'static Incident| Episode {
            incident,
            tally: tally(&|asked| incident.lasts_at(asked.wish.at)),
            targets: troubles(day, incident, &usual),
        };
        Self {
            shape: day.shape,
            all: tally(&|_| true),
            calm: tally(&|asked| schedule::is_calm(asked.wish.at)),
            hopeless: Hopeless::of(day.asked.iter().filter(|a| is_hopeless(a)), &attempts),
            episodes: INCIDENTS.iter().map(episode).collect(),
            usual,
            told: day.told.clone(),
            timeline: timeline(day),
        }
    }
}

/// It came while all were down, or was under way when that began.
fn is_hopeless(asked: &Asked) -> bool {
    let total = schedule::total_outage();
    asked.wish.at < total.until && asked.wish.at + asked.took >= total.from
}

fn attempts(day: &Day) -> BTreeMap<u64, u64> {
    let mut attempts = BTreeMap::new();
    for call in &day.calls {
        *attempts.entry(call.request).or_default() += 1;
    }
    attempts
}

fn timeline(day: &Day) -> Vec<[u64; 3]> {
    let counts = |column: u64| {
        let from = Duration::from_secs(column * COLUMN.as_secs());
        let mut counts = [0; 3];
        let calls = span(day, from..from + COLUMN);
        calls.iter().for_each(|call| counts[call.target] += 1);
        counts
    };
    (0..DAY.as_secs() / COLUMN.as_secs()).map(counts).collect()
}

impl Figures {
    /// The longest of these times of all targets in all incidents.
    pub(crate) fn longest(&self, of: impl Fn(&Trouble) -> Option<Duration>) -> Option<Duration> {
        self.episodes.iter().flat_map(|episode| &episode.targets).filter_map(of).max()
    }

    /// What is wrong with a target in each part of the day.
    pub(crate) fn weather(target: usize) -> Vec<Option<Weather>> {
        let columns = DAY.as_secs() / COLUMN.as_secs();
        let wrong = |column: u64| {
            let from = Duration::from_secs(column * COLUMN.as_secs());
            let touches = |i: &&Incident| i.from < from + COLUMN && i.until > from;
            INCIDENTS.iter().filter(touches).find_map(|incident| incident.of(target))
        };
        (0..columns).map(wrong).collect()
    }
}
