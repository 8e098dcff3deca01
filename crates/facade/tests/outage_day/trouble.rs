//! How a target fared in an incident, in numbers.

use std::ops::Range;
use std::time::Duration;

use crate::day::Day;
use crate::journal::Call;
use crate::schedule::{self, Incident, Weather};

/// A target is back when it gets this much of its usual share, in percent, of so many calls.
const BACK: (u64, usize) = (90, 60);
/// It is left when it gets no more than this.
const LEFT: (u64, usize) = (10, 30);

/// One target in one incident.
pub(crate) struct Trouble {
    pub(crate) target: usize,
    pub(crate) calls: u64,
    pub(crate) probes: u64,
    /// From the beginning to the last call for which it still had more than a tenth of its usual share.
    pub(crate) left: Option<Duration>,
    /// From the beginning to the last call of all.
    pub(crate) last: Option<Duration>,
    /// The part it got of its usual share, in percent.
    pub(crate) kept: Option<u64>,
    /// From the end until it got its share again.
    pub(crate) back: Option<Duration>,
}

/// The share of each target of the calls in calm weather, in hundredths of a percent.
pub(crate) fn usual(day: &Day) -> [u64; 3] {
    let calm = day.calls.iter().filter(|call| schedule::is_calm(call.at));
    let mut calls = [0; 3];
    calm.for_each(|call| calls[call.target] += 1);
    let all: u64 = calls.iter().sum();
    calls.map(|calls| calls * 10_000 / all.max(1))
}

pub(crate) fn troubles(day: &Day, incident: &'static Incident, usual: &[u64; 3]) -> Vec<Trouble> {
    let during = span(day, incident.from..incident.until);
    let trouble = |(target, weather): &(usize, Weather)| {
        let (target, weather) = (*target, *weather);
        let mine = || during.iter().filter(|call| call.target == target);
        let probes = mine().filter(|call| call.probe).count() as u64;
        let since = |call: &Call| call.at - incident.from;
        let last = mine().rfind(|call| !call.probe).map(since);
        let last_of_many = last_before_left(during, target, usual[target]);
        let asked = day.asked.iter().filter(|a| incident.lasts_at(a.wish.at)).count() as u64;
        let expected = usual[target] * asked;
        let ordinary = mine().count() as u64 - probes;
        Trouble {
            target,
            calls: ordinary,
            probes,
            left: weather.is_hard().then(|| last_of_many.map_or(Duration::ZERO, since)),
            last: last.filter(|_| weather.is_hard()),
            kept: (usual[target] >= 100).then(|| ordinary * 1_000_000 / expected.max(1)),
            back: back(day, incident.until, target, usual[target]),
        }
    };
    incident.troubles.iter().map(trouble).collect()
}

/// The last call for which the target, among the calls around it, had more than is left to one that was
/// left.
fn last_before_left(during: &[Call], target: usize, usual: u64) -> Option<&Call> {
    let is_mine = |call: &&Call| call.target == target && !call.probe;
    let (percent, of_calls) = LEFT;
    let most = usual * percent * of_calls as u64;
    let is_sought =
        |calls: &&[Call]| calls.iter().filter(is_mine).count() as u64 * 1_000_000 > most;
    let sought = during.windows(of_calls.min(during.len()).max(1)).rfind(is_sought)?;
    sought.iter().rfind(is_mine)
}

/// When, from this moment on, the target has its share again; `None` if it has none, or never.
fn back(day: &Day, end: Duration, target: usize, usual: u64) -> Option<Duration> {
    let after = span(day, end..Duration::MAX);
    let (percent, of_calls) = BACK;
    let wanted = usual * percent * of_calls as u64;
    let has_its_share = |calls: &&[Call]| {
        let mine = calls.iter().filter(|call| call.target == target && !call.probe).count();
        mine as u64 * 1_000_000 >= wanted
    };
    let calls = after.windows(of_calls).find(has_its_share).filter(|_| usual >= 100)?;
    calls.first().map(|call| call.at - end)
}

/// The calls of some time.
pub(crate) fn span(day: &Day, time: Range<Duration>) -> &[Call] {
    let from = day.calls.partition_point(|call| call.at < time.start);
    let until = day.calls.partition_point(|call| call.at < time.end);
    &day.calls[from..until]
}
