//! In which order a request goes through the levels.

use osier_core::Level;

use crate::Ladder;
use crate::ladder::Rung;

/// One step of a request.
#[derive(Clone, Copy)]
pub(crate) enum Step<'a> {
    /// Asks at a live level.
    Ask(&'a Rung),
    /// Asks at one that was passed over because it was not ready, if it is soon.
    AskSoon,
    /// Looks for an answer that was given before.
    Recall,
    /// Says that there is no answer.
    Say,
    /// Asks at all that were passed over.
    AskRest,
}

/// The steps of a request that begins at this level: down through the live levels; then, as nothing worse
/// is left that is alive, up again, unless the level is held by hand; then what needs nobody. One that begins
/// at what is stored asks the living last: whether they are back, others find out on trial.
pub(crate) fn course(
    ladder: &Ladder,
    begins: Level,
    is_pinned: bool,
) -> impl Iterator<Item = Step<'_>> {
    let stored_first = begins == Level::Cached;
    let may_ask = begins.is_live() || (!is_pinned && stored_first);
    let down = ladder.rungs.iter().filter(move |rung| rung.level >= begins);
    let up = ladder.rungs.iter().rev().filter(move |rung| rung.level < begins && !is_pinned);
    let live = down.chain(up).filter(move |_| may_ask).map(Step::Ask);
    let stored = |is_due: bool| [Step::Recall, Step::Say].into_iter().filter(move |_| is_due);
    stored(stored_first)
        .chain(live)
        .chain([Step::AskSoon])
        .chain(stored(begins.is_live()))
        .chain((begins == Level::Offline).then_some(Step::Say))
        .chain([Step::AskRest])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(begins: Level, is_pinned: bool) -> Vec<&'static str> {
        let ladder = Ladder::presets();
        let name = |step| match step {
            Step::Ask(Rung { level, .. }) => level.name(),
            Step::AskSoon => "soon",
            Step::Recall => "recall",
            Step::Say => "say",
            Step::AskRest => "rest",
        };
        course(&ladder, begins, is_pinned).map(name).collect()
    }

    #[test]
    fn a_request_goes_down_then_up_then_to_what_needs_nobody() {
        use Level::{Cached, Full, Minimal, Offline, Reduced};
        let table: [(Level, &[&str]); 5] = [
            (Full, &["full", "reduced", "minimal", "soon", "recall", "say", "rest"]),
            (Reduced, &["reduced", "minimal", "full", "soon", "recall", "say", "rest"]),
            (Minimal, &["minimal", "reduced", "full", "soon", "recall", "say", "rest"]),
            (Cached, &["recall", "say", "minimal", "reduced", "full", "soon", "rest"]),
            (Offline, &["soon", "say", "rest"]),
        ];
        for (begins, steps) in table {
            assert_eq!(told(begins, false), steps, "{begins}");
        }
    }

    #[test]
    fn a_level_that_is_held_by_hand_is_not_left_upwards() {
        use Level::{Cached, Full, Minimal, Offline, Reduced};
        let table: [(Level, &[&str]); 5] = [
            (Full, &["full", "reduced", "minimal", "soon", "recall", "say", "rest"]),
            (Reduced, &["reduced", "minimal", "soon", "recall", "say", "rest"]),
            (Minimal, &["minimal", "soon", "recall", "say", "rest"]),
            (Cached, &["recall", "say", "soon", "rest"]),
            (Offline, &["soon", "say", "rest"]),
        ];
        for (begins, steps) in table {
            assert_eq!(told(begins, true), steps, "{begins}");
        }
    }
}
