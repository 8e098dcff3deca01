//! What happens to whom, and when.

use std::time::Duration;

/// When it is all over.
pub(crate) const END: Duration = minutes(66);

/// The targets. The first two answer at full, the third at reduced, the last at minimal.
pub(crate) const TARGETS: [&str; 4] = ["strong-a", "strong-b", "small", "tiny"];
const STRONG_A: usize = 0;
const STRONG_B: usize = 1;
const SMALL: usize = 2;
const TINY: usize = 3;

/// What is wrong with a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// Every connection is refused.
    Refuses,
    /// Every call gets 503.
    Errs,
    /// Two calls of five fail with 500, the others take four times as long.
    Brownout,
}

use Trouble as T;

/// Something that goes wrong for a while.
#[derive(Debug)]
pub(crate) struct Episode {
    pub(crate) name: &'static str,
    pub(crate) from: Duration,
    pub(crate) until: Duration,
    troubles: &'static [(usize, Trouble)],
    pub(crate) words: &'static str,
}

/// No target has two troubles at once.
pub(crate) const EPISODES: [Episode; 5] = [
    Episode {
        name: "strong models down",
        from: minutes(5),
        until: minutes(25),
        troubles: &[(STRONG_A, T::Refuses), (STRONG_B, T::Errs)],
        words: "`strong-a` refuses connections, `strong-b` answers 503",
    },
    Episode {
        name: "small down too",
        from: minutes(14),
        until: minutes(19),
        troubles: &[(SMALL, T::Errs)],
        words: "`small` answers 503 as well",
    },
    Episode {
        name: "brownout",
        from: minutes(25),
        until: minutes(35),
        troubles: &[(STRONG_A, T::Brownout), (STRONG_B, T::Brownout)],
        words: "of both strong models two calls of five fail with 500, and the others take four times as long",
    },
    Episode {
        name: "all down",
        from: minutes(45),
        until: minutes(48),
        troubles: &[
            (STRONG_A, T::Refuses),
            (STRONG_B, T::Refuses),
            (SMALL, T::Refuses),
            (TINY, T::Refuses),
        ],
        words: "all four refuse connections",
    },
    Episode {
        name: CROWD,
        from: minutes(56),
        until: minutes(60),
        troubles: &[],
        words: "nobody is down, but seven times as many ask, more than are admitted at full",
    },
];

const CROWD: &str = "crowd";

impl Episode {
    pub(crate) fn lasts_at(&self, at: Duration) -> bool {
        (self.from..self.until).contains(&at)
    }

    /// The color of its shade.
    pub(crate) fn color(&self) -> &'static str {
        match self.troubles {
            [] => "#33658a",
            [(_, T::Brownout), ..] => "#d9a441",
            _ => "#b03a3a",
        }
    }

    /// Whether somebody is down for good as long as it lasts.
    pub(crate) fn is_outage(&self) -> bool {
        self.troubles.iter().any(|(_, trouble)| *trouble != T::Brownout)
    }
}

/// What is wrong with the target at this moment.
pub(crate) fn trouble(target: usize, at: Duration) -> Option<Trouble> {
    let lasting = EPISODES.iter().filter(|episode| episode.lasts_at(at));
    let mut troubles = lasting.flat_map(|episode| episode.troubles);
    troubles.find(|(troubled, _)| *troubled == target).map(|(_, trouble)| *trouble)
}

/// Whether more ask than usual.
pub(crate) fn is_crowded(at: Duration) -> bool {
    EPISODES.iter().any(|episode| episode.name == CROWD && episode.lasts_at(at))
}

/// The parts of it in which the same is wrong all the time: from when until when, and what.
pub(crate) fn periods() -> Vec<(Duration, Duration, String)> {
    let ends = EPISODES.iter().flat_map(|episode| [episode.from, episode.until]);
    let mut cuts: Vec<_> = ends.chain([Duration::ZERO, END]).collect();
    cuts.sort();
    cuts.dedup();
    let period = |pair: &[Duration]| {
        let lasting = EPISODES.iter().filter(|episode| episode.lasts_at(pair[0]));
        let names: Vec<_> = lasting.map(|episode| episode.name).collect();
        let name = if names.is_empty() { "calm".to_owned() } else { names.join(", ") };
        (pair[0], pair[1], name)
    };
    cuts.windows(2).map(period).collect()
}

const fn minutes(minutes: u64) -> Duration {
    Duration::from_secs(minutes * 60)
}
