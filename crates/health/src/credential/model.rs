//! Whatever happens to a bench, in any order: nobody is refused for ever.

use std::time::{Duration, Instant};

use osier_core::{Error, ErrorKind};
use proptest::prelude::*;

use super::*;

const SPAN: Duration = Duration::from_secs(60);
const TARGETS: [&str; 3] = ["a", "b", "c"];

#[derive(Clone, Copy, Debug)]
enum Happens {
    Enters(usize),
    /// One of the uses under way ends, with this status; without one it says nothing.
    Ends(usize, Option<u16>),
    Reinstated,
    Passes(u64),
}

fn happens() -> impl Strategy<Value = Happens> {
    let status = proptest::sample::select(vec![Some(200), None, Some(401), Some(403), Some(500)]);
    prop_oneof![
        6 => (0..TARGETS.len()).prop_map(Happens::Enters),
        6 => (any::<usize>(), status).prop_map(|(which, status)| Happens::Ends(which, status)),
        1 => Just(Happens::Reinstated),
        3 => (0_u64..90).prop_map(Happens::Passes),
    ]
}

/// A credential, and the uses of it that are under way.
struct Model {
    credential: Credential,
    now: Instant,
    under_way: Vec<(&'static str, Use)>,
}

impl Model {
    #[expect(clippy::disallowed_methods, reason = "only its distance to other moments matters")]
    fn new() -> Self {
        let credential = Credential::new("key").trial_after(Some(SPAN));
        Self { credential, now: Instant::now(), under_way: Vec::new() }
    }

    fn play(&mut self, happens: Happens) {
        match happens {
            Happens::Enters(target) => self.enter(TARGETS[target]),
            Happens::Ends(_, _) if self.under_way.is_empty() => {}
            Happens::Ends(which, status) => {
                let (target, usage) = self.under_way.swap_remove(which % self.under_way.len());
                self.end(target, usage, status);
            }
            Happens::Reinstated => {
                self.credential.reinstate(self.now);
            }
            Happens::Passes(seconds) => self.now += Duration::from_secs(seconds),
        }
    }

    fn enter(&mut self, target: &'static str) {
        if let Ok(usage) = self.credential.enter(target, || self.now) {
            self.under_way.push((target, usage));
        }
    }

    fn end(&self, target: &str, usage: Use, status: Option<u16>) {
        match status {
            Some(200) => drop(self.credential.accepted_in(usage, target, self.now)),
            Some(status @ (401 | 403)) => {
                let error = Error::new(ErrorKind::Auth).with_status(status);
                let rejection = rejection(&error).expect("a rejection");
                self.credential.rejected_in(usage, Benched::new(rejection, target, self.now));
            }
            failed => self.credential.undecided_in(usage, failed.map(|_| self.now)),
        }
    }

    /// What the trials under way find out.
    fn trials(&self) -> Vec<EntryId> {
        self.under_way.iter().filter_map(|(_, usage)| usage.trial).collect()
    }
}

proptest! {
    #[test]
    fn at_most_one_tries_and_once_all_have_ended_everybody_may_try_again_and_comes_back(
        story in prop::collection::vec(happens(), 0..60)
    ) {
        let mut model = Model::new();
        for one in story {
            model.play(one);
            let mut trials = model.trials();
            trials.sort();
            trials.dedup();
            prop_assert_eq!(trials.len(), model.trials().len(), "one trial of each entry");
        }
        while !model.under_way.is_empty() {
            model.play(Happens::Ends(0, None));
        }
        model.now += SPAN;
        // The key as a whole first, and then each target: two trials at most.
        for target in TARGETS.into_iter().chain(TARGETS) {
            prop_assert!(!model.credential.refuses(target, model.now), "{} is stranded", target);
            model.enter(target);
            model.play(Happens::Ends(0, Some(200)));
        }
        prop_assert!(model.credential.all_benched().is_empty());
    }
}
