//! What must hold in such an incident.

use std::time::Duration;

use osier::Level;

use crate::figures::Figures;
use crate::journal::Change;
use crate::steps::{Stay, flaps};

/// The longest that full is gone on with while nobody answers there.
const LEAVE: Duration = Duration::from_secs(30);
/// The longest from the end of all trouble until full is the standing level again.
const RETURN: Duration = Duration::from_secs(300);
/// The longest until somebody is asked who answers, or words come that need nobody.
const WAIT: Duration = Duration::from_secs(2);
/// How many calls there may be for a hundred requests.
const ATTEMPTS: u64 = 115;
/// How late an alert may be.
const LATE: Duration = Duration::from_millis(10);

/// What does not hold.
pub(crate) fn broken(figures: &Figures) -> Vec<String> {
    let Figures { all, .. } = figures;
    let mut broken = Vec::new();
    let mut expect = |holds: bool, what: String| {
        if !holds {
            broken.push(what);
        }
    };
    expect(all.failed == 0, format!("{} failed", all.failed));
    expect(figures.misshapen == 0, format!("{} would be rejected", figures.misshapen));
    expect(all.attempts * 100 <= all.requests * ATTEMPTS, format!("{} attempts", all.attempts));
    let longest = all.waited.last().copied().unwrap_or_default();
    expect(longest <= WAIT, format!("somebody waited for {longest:?}"));
    for period in figures.periods.iter().filter(|period| period.name != "crowd") {
        let refused = period.tally.refused;
        expect(refused == 0, format!("{refused} refused while {}", period.name));
    }
    for stay in &figures.episodes.0 {
        let name = stay.episode.name;
        let Stay { left, back, .. } = stay;
        let is_left = left.is_some_and(|left| left <= LEAVE);
        expect(is_left || !stay.episode.is_outage(), format!("{name}: left after {left:?}"));
        expect(back.unwrap_or_default() <= RETURN, format!("{name}: back after {back:?}"));
    }
    let calm = &figures.periods[0].tally;
    let is_full = calm.by_level[0] == calm.requests && calm.attempts == calm.requests;
    expect(is_full && calm.waited.iter().all(Duration::is_zero), "trouble in calm".to_owned());
    let end = figures.level_at(Duration::MAX);
    expect(end == Level::Full, format!("it ends at {end}"));
    let flaps = flaps(&figures.moves);
    expect(flaps.is_empty(), format!("it flaps at {flaps:?}"));
    let of_routes: Vec<_> = figures.alerts.iter().filter(|alert| alert.scope == "route").collect();
    let is_told = of_routes.len() == figures.moves.len()
        && figures.moves.iter().zip(of_routes).all(|(moved, alert)| is_of(alert, moved));
    expect(is_told, "not one alert for each change of the level".to_owned());
    broken
}

fn is_of(alert: &Change, moved: &Change) -> bool {
    let is_same = Change { at: moved.at, ..alert.clone() } == *moved;
    is_same && alert.at >= moved.at && alert.at - moved.at <= LATE
}
