//! Going on with an answer that broke off.

use std::pin::Pin;
use std::sync::Arc;

use osier_core::{Attempts, Context, Error, ErrorKind, EventStream, Notice, Request};

use crate::Target;
use crate::leg::{Arrived, Begun, Failure, Goal, Leg};
use crate::needs::Needs;
use crate::plan::{Resume, ResumePlan, Situation, Source, Visit};
use crate::resume::{Joint, Said};
use crate::route::{Route, View, Weight};
use crate::running::Running;

/// What it takes to go on with one answer, should it break off.
pub(crate) struct Onward {
    route: Arc<Route>,
    context: Context,
    request: Request,
    /// The place of the target that answers.
    place: usize,
    weight: Weight,
    said: Said,
}

/// What became of the attempts to go on.
pub(crate) struct Resumed {
    /// Those that failed, in order.
    pub(super) failed: Vec<Failure>,
    /// The rest of the answer, from where it broke off.
    pub(super) rest: Option<Rest>,
}

/// The rest of an answer, and whoever gives it.
pub(super) struct Rest {
    pub(super) events: EventStream,
    pub(super) running: Option<Running>,
    /// What its target itself tried before.
    pub(super) tried: Attempts,
}

impl Onward {
    /// `None` if nothing could ever go on with this answer; then nothing is remembered of it.
    pub(crate) fn after(route: &Arc<Route>, context: &Context, leg: &Leg<'_>) -> Option<Box<Self>> {
        let said = Said::follow(&leg.request, route.settings.resume, route.can_prefill())?;
        Some(Box::new(Self {
            route: Arc::clone(route),
            context: context.clone(),
            request: leg.request.clone(),
            place: leg.visit.target,
            weight: leg.weight,
            said,
        }))
    }

    /// The caller has this too.
    pub(super) fn note(&mut self, event: &osier_core::Event) {
        self.said.note(event);
    }

    /// The attempts to go on after this error; `None` if there is no way.
    ///
    /// Dropping the future drops the attempt under way.
    pub(super) fn go_on(
        self: Box<Self>,
        error: &Error,
    ) -> Option<Pin<Box<dyn Future<Output = Resumed> + Send>>> {
        let ways = ResumePlan::new(error, &self.sources());
        let reason = error.kind();
        (!ways.is_empty()).then(|| Box::pin(self.try_each(ways, reason)) as _)
    }

    fn sources(&self) -> Vec<Source> {
        let model = self.target(self.place).map(Target::model_name);
        let targets = self.route.targets.iter().enumerate();
        let source = |(place, target): (usize, &Target)| Source {
            target: place,
            is_the_same: place == self.place,
            prefills: target.declarations().prefill.is_some(),
            same_model: model == Some(target.model_name()),
        };
        targets.map(source).collect()
    }

    async fn try_each(mut self: Box<Self>, mut ways: ResumePlan, reason: ErrorKind) -> Resumed {
        let mut failed: Vec<Failure> = Vec::new();
        while let Some(way) = self.next(&mut ways, failed.last().map(|(error, _)| error)) {
            let Some((request, joint)) = self.prepare(way) else {
                continue;
            };
            match self.attempt(way, request, joint, reason).await {
                Some(Ok(rest)) => return Resumed { failed, rest: Some(rest) },
                Some(Err(failure)) => failed.push(failure),
                None => break,
            }
        }
        Resumed { failed, rest: None }
    }

    fn next(&self, ways: &mut ResumePlan, last: Option<&Error>) -> Option<Resume> {
        let (context, now) = (&self.context, self.context.clock().now());
        let needs = Needs::of(&self.request);
        let view = View::new(&self.route, context, (&needs, self.weight), now);
        let deadline = context.deadline();
        let situation = Situation {
            now,
            deadline,
            answer_by: deadline.moment(),
            attempts_left: context.attempts_left(),
            outlook: &view,
        };
        ways.next(last, &situation)
    }

    fn prepare(&mut self, way: Resume) -> Option<(Request, Joint)> {
        match way {
            Resume::Prefill(place) => {
                let prefill = self.target(place)?.declarations().prefill?;
                self.said.prefill(&self.request, prefill)
            }
            Resume::Restart(_) => self.said.restart(&self.request, self.route.settings.resume),
        }
    }

    /// One attempt, without retries inside: it may be billed. `None` if none is left.
    async fn attempt(
        &self,
        way: Resume,
        request: Request,
        joint: Joint,
        reason: ErrorKind,
    ) -> Option<Result<Rest, Failure>> {
        let target = self.target(way.target())?;
        let number = self.context.begin_attempt().ok()?;
        let context = self.context.once();
        let since = context.clock().now();
        let (weight, visit) = (self.weight, Visit::resuming(way.target()));
        let has_begun = Begun::default();
        let leg = Leg { context, target, visit, request, since, number, weight, has_begun };
        let result = leg.run(Goal::Rest(joint)).await;
        match &result {
            Ok(_) => self.tell_of(way, target, reason),
            Err((error, _)) if error.kind().is_local_refusal() => self.context.return_attempt(),
            Err(_) => {}
        }
        let rest = |(response, running): Arrived| Rest {
            tried: response.head.attempts.clone(),
            events: response.into_events(),
            running,
        };
        Some(result.map(rest))
    }

    fn tell_of(&self, way: Resume, target: &Target, reason: ErrorKind) {
        if let Some(from) = self.target(self.place) {
            self.context.notify(&Notice::Resumed {
                request: self.context.id(),
                from: from.name(),
                to: target.name(),
                how: way.name(),
                reason,
            });
        }
    }

    fn target(&self, place: usize) -> Option<&Target> {
        self.route.targets.get(place)
    }
}
