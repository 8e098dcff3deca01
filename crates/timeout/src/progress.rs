//! How far an attempt has come, and which limit ends the wait for the rest.

use std::time::Instant;

use osier_core::{Context, Delivery, Error, Event};

use crate::Limits;
use crate::due::Due;

/// How far an attempt has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    /// Nothing has come.
    Asked,
    /// The headers, or bytes at least.
    Answering,
    /// An event.
    Started,
    /// Content, or the end of the answer.
    Shown,
}

/// Which limits hold now. Plain data: the time is an argument.
pub(crate) struct Progress {
    limits: Limits,
    streams: bool,
    started: Instant,
    /// The end of the attempt, whatever comes.
    end: Due,
    /// The end of it unless there is content, because another target could still answer.
    leave: Option<Due>,
    stage: Stage,
    events: u64,
    /// There was content since `content_idle` was set.
    moved: bool,
    content_idle: Option<Due>,
    byte_idle: Option<Due>,
}

impl Progress {
    pub(crate) fn new(limits: Limits, context: &Context, streams: bool, started: Instant) -> Self {
        let attempt = limits.attempt.map(|span| Due::limit("attempt", started, span));
        Self {
            limits,
            streams,
            started,
            end: Due::deadline(context).or_sooner(attempt),
            leave: context.leave_by().map(|moment| Due::at(Error::SHARE_OF_DEADLINE, moment)),
            stage: Stage::Asked,
            events: 0,
            moved: false,
            content_idle: None,
            byte_idle: None,
        }
    }

    /// The response began.
    pub(crate) fn on_response(&mut self) {
        self.stage = self.stage.max(Stage::Answering);
    }

    /// Content moves the limit on progress, and so does the first event of any kind.
    pub(crate) fn on_event(&mut self, event: &Event) {
        self.events += 1;
        let shows = event.shows();
        self.moved |= shows || self.stage < Stage::Started;
        self.stage = self.stage.max(if shows { Stage::Shown } else { Stage::Started });
    }

    /// Whether the clock must be read to know what ends the wait that begins now.
    pub(crate) fn needs_time(&self, bytes_came: bool) -> bool {
        bytes_came || self.moved
    }

    /// The wait begins at `now`. Silence counts from here: a slow caller is not a silent provider.
    pub(crate) fn wait_from(&mut self, now: Instant, bytes_came: bool) {
        if bytes_came {
            self.stage = self.stage.max(Stage::Answering);
            self.byte_idle = Some(Due::limit("byte_idle", now, self.limits.byte_idle));
        }
        if std::mem::take(&mut self.moved) {
            let idle = Due::limit("progress_idle", now, self.limits.progress_idle);
            self.content_idle = Some(idle);
        }
    }

    /// What ends the attempt, whatever comes.
    pub(crate) fn end(&self) -> Due {
        self.end
    }

    /// What ends the wait.
    pub(crate) fn due(&self) -> Due {
        let leave = self.leave.filter(|_| self.stage < Stage::Shown);
        self.end.or_sooner(leave).or_sooner(self.byte_idle).or_sooner(self.next_event())
    }

    /// The limit on what comes next, of streams.
    fn next_event(&self) -> Option<Due> {
        let from_start = |limit, span| Some(Due::limit(limit, self.started, span));
        match self.stage {
            _ if !self.streams => None,
            Stage::Asked => from_start("headers", self.limits.headers),
            Stage::Answering => from_start("first_event", self.limits.first_event),
            Stage::Started | Stage::Shown => self.content_idle,
        }
    }

    /// The error of a limit that was reached, with what had come.
    pub(crate) fn error(&self, due: Due) -> Error {
        match (self.stage, self.events) {
            (Stage::Asked, _) => due.error().with_note("nothing had come"),
            (_, 0) => answered(due).with_note("an answer had begun, without any event"),
            (Stage::Shown, n) => answered(due).with_note(format!("events so far: {n}")),
            (_, n) => answered(due).with_note(format!("events so far: {n}, without content")),
        }
    }
}

fn answered(due: Due) -> Error {
    due.error().with_delivery(Delivery::Answered)
}
