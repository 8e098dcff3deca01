//! What would be tried for a request now, and why.

use std::fmt;
use std::sync::Arc;

use osier_core::{Context, Deadline, Readiness, Request};

use crate::needs::Needs;
use crate::plan::{Outlook, Situation, Step};
use crate::route::{Route, View, Weight};
use crate::{Lack, Reason};

/// What would be tried for a request now, if everything failed: the targets in that order, each with the
/// reason, and then those that would not be asked. It changes nothing.
///
/// Its `Display` is one line for each target.
#[derive(Clone, Debug)]
pub struct Explanation {
    lines: Vec<Explained>,
    /// Why nothing would be tried beyond them.
    end: Option<Reason>,
}

/// What is to be said of one target.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Explained {
    /// The target.
    pub target: Arc<str>,
    /// Its tier, from 1.
    pub tier: usize,
    /// Whether it can be called now.
    pub readiness: Readiness,
    /// What it lacks for this request.
    pub lack: Option<Lack>,
    /// Why it would be its turn; `None` if it would not be asked.
    pub reason: Option<Reason>,
}

impl Explanation {
    pub(crate) fn of(route: &Route, context: &Context, request: &Request) -> Self {
        let (now, needs) = (context.clock().now(), Needs::of(request));
        let view = View::new(route, context, (&needs, Weight::of(route, request)), now).looking();
        let (order, end) = order(route, context, &view);
        let line = |target: usize, reason: Option<Reason>| {
            let tier = route.tiers.get(target).map_or(1, |tier| tier + 1);
            let (readiness, lack) = (view.readiness(target), view.lack(target));
            let target = Arc::clone(route.targets.get(target)?.name());
            Some(Explained { target, tier, readiness, lack, reason })
        };
        let asked = order.iter().filter_map(|(target, reason)| line(*target, Some(*reason)));
        let is_asked = |target: &usize| order.iter().any(|(asked, _)| asked == target);
        let rest = (0..route.targets.len()).filter(|target| !is_asked(target));
        let lines = asked.chain(rest.filter_map(|target| line(target, None))).collect();
        Self { lines, end }
    }

    /// The targets: those that would be asked, in that order, and then the others.
    #[must_use]
    pub fn targets(&self) -> &[Explained] {
        &self.lines
    }

    /// Why nothing would be tried beyond them; `None` where the route waits for a target to be ready.
    #[must_use]
    pub fn end(&self) -> Option<Reason> {
        self.end
    }
}

/// The turns if all of them fail, and why there are no more.
fn order(
    route: &Route,
    context: &Context,
    view: &View<'_>,
) -> (Vec<(usize, Reason)>, Option<Reason>) {
    let (mut plan, mut order) = (route.plan(context), Vec::new());
    let now = context.clock().now();
    loop {
        let made = u32::try_from(order.len()).unwrap_or(u32::MAX);
        let situation = Situation {
            now,
            deadline: Deadline::at(context.deadline().moment()),
            answer_by: context.deadline().moment(),
            attempts_left: context.attempts_left().saturating_sub(made),
            outlook: view,
        };
        match plan.next(&situation) {
            Step::Try(visit) => order.push((visit.target, visit.reason)),
            Step::Wait { .. } => return (order, None),
            Step::GiveUp(reason) => return (order, Some(reason)),
        }
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, line) in (1..).zip(&self.lines) {
            writeln!(f, "{number}. {line}")?;
        }
        match self.end {
            Some(reason) => write!(f, "then the request fails: {reason}"),
            None => f.write_str("then a target is waited for"),
        }
    }
}

impl fmt::Display for Explained {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (tier {}): ", self.target, self.tier)?;
        match (self.reason, self.lack) {
            (Some(reason), _) => write!(f, "{reason}")?,
            (None, Some(lack)) => write!(f, "not asked, it lacks {}", lack.name())?,
            (None, None) => f.write_str("not asked")?,
        }
        match self.readiness {
            Readiness::Ready => Ok(()),
            Readiness::Ramping(share) => {
                write!(f, "; it has just come back, {share} % of its share")
            }
            Readiness::NotBefore(wait) => write!(f, "; not ready for another {wait:.1?}"),
            _ => f.write_str("; not ready until somebody acts"),
        }
    }
}
