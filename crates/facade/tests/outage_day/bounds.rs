//! What must hold on such a day.

use std::time::Duration;

use crate::figures::{Episode, Figures};
use crate::quantile::quantile;
use crate::schedule::TARGETS;

/// How many of a thousand requests may go unanswered that could be answered.
const LOST: u64 = 1;
/// How many calls there may be for a hundred requests.
const ATTEMPTS: u64 = 115;
/// The longest that a target may go on being asked that answers nobody.
const LEAVE: Duration = Duration::from_secs(480);
/// The longest until a target that works again has its share.
const RETURN: Duration = Duration::from_secs(120);
/// The patience of a route where no target is ready, and the tenth by which waits are spread.
const GIVE_UP: Duration = Duration::from_secs(6);

/// What does not hold.
pub(crate) fn broken(day: &Figures) -> Vec<String> {
    let Figures { all, calm, hopeless, .. } = day;
    let lost = all.requests - all.answered;
    let mut broken = Vec::new();
    let mut expect = |holds: bool, what: String| {
        if !holds {
            broken.push(format!("{}: {what}", day.shape.title()));
        }
    };
    expect(lost * 1000 <= all.requests * LOST, format!("{lost} of {} not answered", all.requests));
    expect(all.attempts * 100 <= all.requests * ATTEMPTS, format!("{} attempts", all.attempts));
    expect(calm.answered == calm.requests, "failures in calm weather".to_owned());
    expect(calm.attempts * 100 <= calm.requests * 101, "attempts in calm weather".to_owned());
    expect(calm.added.last().is_none_or(Duration::is_zero), "added in calm weather".to_owned());
    let slowest = quantile(&hopeless.took, 1000).unwrap_or_default();
    expect(slowest <= GIVE_UP, format!("a hopeless request took {slowest:?}"));
    // The first ones find out that nobody answers, and nobody has told them when that will be over.
    let (failed, told) = (hopeless.took.len() as u64, hopeless.told_when);
    expect(told * 100 >= failed * 98, format!("{failed} failed, {told} told when to come back"));
    for Episode { incident, targets, .. } in &day.episodes {
        for trouble in targets {
            let of = format!("{} of {}", incident.name, TARGETS[trouble.target]);
            let left = trouble.left.unwrap_or_default();
            expect(left <= LEAVE, format!("{of}: left after {left:?}"));
            let back = trouble.back.unwrap_or_default();
            expect(back <= RETURN, format!("{of}: back after {back:?}"));
            let is_back = trouble.kept.is_none() || trouble.back.is_some();
            expect(is_back, format!("{of}: never back"));
        }
    }
    broken
}
