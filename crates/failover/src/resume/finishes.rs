//! Whether an answer has come to its end, told from the skim of its events alone.

use osier_core::{Event, FinishReason, Request};

/// The choices that share the last bit are not told apart.
const SHARED: u64 = 1 << 63;

/// Which choices of a streamed answer have begun, and which have their finish. A few instructions for an
/// event, and three words; so it can follow every answer.
#[derive(Clone, Debug)]
pub(crate) struct Finishes {
    /// Choices that were asked for.
    wanted: u32,
    begun: u64,
    finished: u64,
    /// Whether a finish was not meant, or was that of a failure.
    is_doubtful: bool,
}

impl Finishes {
    /// Of the answer to this request, of which nothing came yet.
    pub(crate) fn of(request: &Request) -> Self {
        Self { wanted: wanted(request), begun: 0, finished: 0, is_doubtful: false }
    }

    /// Notes an event that was passed on.
    pub(crate) fn note(&mut self, event: &Event) {
        let touched = event.choices();
        // Some servers write a finish into every event; of those nobody knows which one is meant.
        self.is_doubtful |= event.is_content() && self.finished & touched != 0;
        self.is_doubtful |= event.finish_reason() == Some(FinishReason::Error);
        self.begun |= touched;
        self.finished |= event.finished_choices();
    }

    /// Whether each choice that was asked for, or has begun, has its finish: then nothing is missing but
    /// perhaps what it cost, and the answer may as well end.
    ///
    /// Never of more than 63 choices, nor after a choice that said more when it had its finish.
    pub(crate) fn is_whole(&self) -> bool {
        !self.is_doubtful
            && self.begun & SHARED == 0
            && self.begun == self.finished
            && self.finished.count_ones() >= self.wanted.max(1)
    }
}

/// How many choices a request asks for.
pub(super) fn wanted(request: &Request) -> u32 {
    request.read("n").ok().flatten().unwrap_or(1)
}
