//! An answer as events in time.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{self, Poll, ready};
use std::time::Duration;

use futures_core::Stream;
use osier_core::{
    ChunkWriter, Collector, Completion, Context, Deadline, Error, Event, FinishReason, Request,
    Sleep,
};

use super::failure;
use crate::script::{CREATED, Fault, Part, Point, Said, Step, fragments, position};

/// One answer, written but not yet played.
pub(super) struct Performance<'a> {
    step: &'a Step,
    events: Vec<Event>,
    /// It ends in a failure of its own, by its finish reason.
    fails: bool,
}

/// What a stream does next.
enum Act {
    Wait(Duration),
    Give(Result<Event, Error>),
    /// Bytes without meaning come this often; for ever, or until so much time has passed.
    Ping {
        every: Duration,
        left: Option<Duration>,
    },
    Hang,
}

impl<'a> Performance<'a> {
    pub(super) fn new(step: &'a Step, said: &Said, request: &Request, number: u64) -> Self {
        let model = request.model().unwrap_or_default();
        let chunks = ChunkWriter::new(&format!("chatcmpl-S{number}"), CREATED, &model);
        let mut events = events(&chunks, said);
        let fails = said.finish == FinishReason::Error;
        if !fails {
            events.push(chunks.finish(said.finish));
        }
        if !fails && (!request.wants_stream() || request.wants_usage_event()) {
            events.push(chunks.usage(&said.usage));
        }
        Self { step, events, fails }
    }

    /// The whole answer.
    pub(super) fn whole(&self) -> Result<Completion, Error> {
        if self.fails {
            return Err(failure::half_way());
        }
        let mut collector = Collector::default();
        self.events.iter().try_for_each(|event| collector.add(event))?;
        collector.finish()
    }

    /// The streamed answer, from its headers on.
    pub(super) fn stream(
        self,
        context: Context,
    ) -> impl Stream<Item = Result<Event, Error>> + use<> {
        Playing { acts: self.acts(), context, sleep: None }
    }

    fn acts(self) -> VecDeque<Act> {
        let Self { step, mut events, fails } = self;
        let mut acts = Acts::new(step);
        if let Some(fault) = &step.fault
            && let Some(point) = point_of(fault)
        {
            let after = events.split_off(position(point, events.iter().map(part)));
            acts.give(events);
            if acts.disturb(fault, after.is_empty()) {
                return acts.acts;
            }
            events = after;
        }
        acts.give(events);
        if fails {
            acts.acts.push_back(Act::Give(Err(failure::half_way())));
        }
        acts.acts
    }
}

struct Acts<'a> {
    step: &'a Step,
    spoken: bool,
    acts: VecDeque<Act>,
}

impl<'a> Acts<'a> {
    fn new(step: &'a Step) -> Self {
        let (spoken, acts) = (false, VecDeque::new());
        Self { step, spoken, acts }
    }

    fn give(&mut self, events: Vec<Event>) {
        for event in events {
            if event.is_content() {
                let wait = self.step.wait_before(!self.spoken);
                self.acts.push_back(Act::Wait(wait));
                self.spoken = true;
            }
            self.acts.push_back(Act::Give(Ok(event)));
        }
    }

    /// Plays the fault; whether the stream is over with it.
    fn disturb(&mut self, fault: &Fault, at_the_end: bool) -> bool {
        let act = match fault {
            // All is said: nobody can tell this cut from a proper end.
            Fault::Cut { .. } if at_the_end => return true,
            Fault::PingsOnly { every, lasting, .. } => {
                self.acts.push_back(Act::Ping { every: *every, left: *lasting });
                return lasting.is_none();
            }
            fault => failure::inside(fault).map_or(Act::Hang, |error| Act::Give(Err(error))),
        };
        self.acts.push_back(act);
        true
    }
}

/// Where in the stream a fault strikes, if it does so there.
fn point_of(fault: &Fault) -> Option<Point> {
    match fault {
        Fault::HeadersThenHang => Some(Point::Events(0)),
        Fault::Cut { after, .. }
        | Fault::Stall { after }
        | Fault::PingsOnly { after, .. }
        | Fault::Malformed { after }
        | Fault::ErrorInStream { after, .. } => Some(*after),
        _ => None,
    }
}

fn part(event: &Event) -> Part {
    if event.is_content() { Part::Content } else { Part::Frame }
}

fn events(chunks: &ChunkWriter, said: &Said) -> Vec<Event> {
    let mut events = vec![chunks.role()];
    events.extend(said.thinking.iter().map(|text| chunks.reasoning(text)));
    events.extend(said.text.iter().map(|text| chunks.text(text)));
    events.extend(said.refusal.iter().map(|text| chunks.refusal(text)));
    for (index, call) in (0..).zip(&said.calls) {
        let id = call.id.clone().unwrap_or_else(|| format!("call_{}", index + 1));
        events.push(chunks.tool_call(index, &id, &call.name));
        let arguments = fragments(&call.arguments);
        events.extend(arguments.iter().map(|piece| chunks.tool_arguments(index, piece)));
    }
    events
}

/// A stream under way.
struct Playing {
    acts: VecDeque<Act>,
    context: Context,
    sleep: Option<Sleep>,
}

impl Playing {
    fn ping(&mut self, every: Duration, left: Option<Duration>) {
        self.context.beat();
        let span = left.map_or(every, |left| left.min(every));
        let left = left.map(|left| left.saturating_sub(span));
        if left != Some(Duration::ZERO) {
            self.acts.push_front(Act::Ping { every, left });
        }
        let until = Deadline::after(self.context.clock().now(), span);
        self.sleep = Some(self.context.clock().sleep_until(until.moment()));
    }
}

impl Stream for Playing {
    type Item = Result<Event, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut task::Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(sleep) = &mut self.sleep {
                ready!(sleep.as_mut().poll(cx));
                self.sleep = None;
            }
            match self.acts.pop_front() {
                None => return Poll::Ready(None),
                Some(Act::Give(item)) => {
                    self.context.beat();
                    return Poll::Ready(Some(item));
                }
                Some(Act::Wait(span)) if span.is_zero() => {}
                Some(Act::Wait(span)) => {
                    let until = Deadline::after(self.context.clock().now(), span);
                    self.sleep = Some(self.context.clock().sleep_until(until.moment()));
                }
                Some(Act::Ping { every, left }) => self.ping(every, left),
                Some(Act::Hang) => {
                    self.acts.push_front(Act::Hang);
                    return Poll::Pending;
                }
            }
        }
    }
}
