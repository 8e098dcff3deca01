//! Who goes on with an answer that broke off, and how.

use osier_core::{Error, Reaction};

use super::situation::Situation;
use super::unready::USEFUL;

/// What a target could do for an answer that broke off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Source {
    pub(crate) target: usize,
    /// It gave the answer that broke off.
    pub(crate) is_the_same: bool,
    /// It is declared to go on with what was said.
    pub(crate) prefills: bool,
    /// It is asked for the same model as the one before.
    pub(crate) same_model: bool,
}

/// One way to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Resume {
    /// This target goes on with what was said.
    Prefill(usize),
    /// This target is asked the same again.
    Restart(usize),
}

/// The ways that are left to go on with one answer.
#[derive(Clone, Debug)]
pub(crate) struct ResumePlan {
    /// The best one last.
    ways: Vec<Resume>,
}

impl ResumePlan {
    /// All ways to go on after this error, prefills first. None where the error says that the answer
    /// would be no other, or that nobody waits for it any more.
    ///
    /// Others that are asked for the same model come first: whoever has just broken off may do so again,
    /// and there is one attempt. Other models come last, for theirs would be another voice.
    pub(crate) fn new(error: &Error, sources: &[Source]) -> Self {
        if !is_worth_it(error) {
            return Self { ways: Vec::new() };
        }
        let mut sources = sources.to_vec();
        sources.sort_by_key(|source| (!source.same_model, source.is_the_same));
        let prefills = sources.iter().filter(|source| source.prefills);
        let prefills = prefills.map(|source| Resume::Prefill(source.target));
        let restarts = sources.iter().filter(|source| source.same_model);
        let restarts = restarts.map(|source| Resume::Restart(source.target));
        let mut ways: Vec<Resume> = prefills.chain(restarts).collect();
        ways.reverse();
        Self { ways }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.ways.is_empty()
    }

    /// The next way whose target is ready, after the failure of the one before (`None` at the start).
    /// Nothing follows an attempt that may have been billed: one answer is paid for twice at most.
    pub(crate) fn next(
        &mut self,
        last: Option<&Error>,
        situation: &Situation<'_>,
    ) -> Option<Resume> {
        let is_spent = situation.is_spent().is_some()
            || situation.deadline.remaining(situation.now) < USEFUL
            || last.is_some_and(Error::may_be_billed);
        if is_spent {
            return None;
        }
        while let Some(way) = self.ways.pop() {
            let target = way.target();
            let outlook = situation.outlook;
            if outlook.readiness(target).is_ready() && outlook.lack(target).is_none() {
                return Some(way);
            }
        }
        None
    }
}

impl Resume {
    pub(crate) fn target(self) -> usize {
        match self {
            Self::Prefill(target) | Self::Restart(target) => target,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Prefill(_) => "prefill",
            Self::Restart(_) => "restart",
        }
    }
}

fn is_worth_it(error: &Error) -> bool {
    let by_itself =
        matches!(error.kind().reaction(), Reaction::Retry | Reaction::Failover | Reaction::Wait);
    by_itself && !error.kind().is_local_refusal()
}
