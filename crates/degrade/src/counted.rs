//! What came of an answer at the level where its request began.

use std::sync::Arc;

use osier_core::{Context, End, ErrorKind, Guard};

use crate::degrade::Inner;
use crate::verdict::Asked;
use crate::{Ticket, Verdict};

/// Says at the end of an answer what came of its request.
pub(crate) struct Counted {
    pub(crate) inner: Arc<Inner>,
    pub(crate) context: Context,
    pub(crate) ticket: Ticket,
    pub(crate) asked: Asked,
    pub(crate) has_content: bool,
}

impl Counted {
    /// A caller who leaves, or whose time is over, in the midst of an answer has been answered so far.
    fn verdict(&self, end: End<'_>) -> Verdict {
        match end {
            End::Complete => Verdict::Answered,
            End::Dropped if self.has_content => Verdict::Answered,
            End::Dropped => Verdict::Neutral,
            End::Failed(error)
                if self.has_content && error.kind() == ErrorKind::DeadlineExceeded =>
            {
                Verdict::Answered
            }
            End::Failed(error) => Verdict::of(error, self.asked, self.context.clock().now()),
        }
    }
}

impl Guard for Counted {
    fn on_first_content(&mut self) {
        self.has_content = true;
    }

    fn on_end(self, end: End<'_>) {
        let verdict = self.verdict(end);
        self.inner.record(&self.context, self.ticket, verdict);
    }
}
