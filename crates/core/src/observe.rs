//! Everything that happens, as one stream of notices.

use std::sync::Arc;
use std::time::Duration;

use crate::cache::{CacheStatus, StoreError};
use crate::context::Priority;
use crate::error::ErrorKind;
use crate::level::Level;
use crate::response::Outcome;

/// Something that happened to a request. Holds names, numbers and kinds; never content.
///
/// The word "event" is taken by the events of a streamed answer; hence "notice".
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Notice<'a> {
    /// An attempt begins.
    AttemptStarted {
        /// The request.
        request: &'a str,
        /// The target that is tried.
        target: &'a str,
        /// Which attempt of this request it is, from 1.
        number: u32,
    },
    /// An attempt ended: for a stream at the end of its body, not at its headers.
    AttemptEnded {
        /// The request.
        request: &'a str,
        /// The target that was tried.
        target: &'a str,
        /// How it ended.
        outcome: Outcome,
        /// The kind of error, if it failed.
        error: Option<ErrorKind>,
        /// The provider's HTTP status, if it failed and answered with one.
        status: Option<u16>,
        /// The provider's own error code, if it failed and gave one.
        code: Option<&'a str>,
        /// The time limit that ended it, if one did.
        limit: Option<&'static str>,
        /// From its start to its end.
        took: Duration,
    },
    /// The same target is tried again.
    Retrying {
        /// The request.
        request: &'a str,
        /// The target.
        target: &'a str,
        /// Which attempt of this request comes next.
        number: u32,
        /// Why the one before failed.
        error: ErrorKind,
        /// The provider's HTTP status, if it answered with one.
        status: Option<u16>,
        /// How long it is waited before.
        wait: Duration,
    },
    /// The circuit of a target moved to another state.
    BreakerMoved {
        /// The target.
        target: &'a str,
        /// The state it was in.
        from: &'static str,
        /// The state it is in now.
        to: &'static str,
        /// What moved it.
        cause: &'static str,
        /// How long no request is let through, unless something changes.
        lasting: Option<Duration>,
    },
    /// The request was refused here, before any target was asked.
    Refused {
        /// The request.
        request: &'a str,
        /// Who asked, if that is known.
        tenant: Option<&'a str>,
        /// How important the request is.
        priority: Priority,
        /// Why.
        error: ErrorKind,
        /// When it makes sense to try again.
        retry_after: Duration,
    },
    /// The request moves on to another target.
    FailedOver {
        /// The request.
        request: &'a str,
        /// The target that failed.
        from: &'a str,
        /// The target that is tried next.
        to: &'a str,
        /// Why the first one failed.
        reason: ErrorKind,
    },
    /// A target is silent for long, and another one is asked beside it.
    Hedged {
        /// The request.
        request: &'a str,
        /// The target that is silent.
        from: &'a str,
        /// The target that is asked as well.
        to: &'a str,
        /// How long the first one has been silent.
        after: Duration,
    },
    /// An answer broke off after its first content, and is continued.
    Resumed {
        /// The request.
        request: &'a str,
        /// The target whose answer broke off.
        from: &'a str,
        /// The target that goes on.
        to: &'a str,
        /// How: `prefill` or `restart`.
        how: &'static str,
        /// Why the answer broke off.
        reason: ErrorKind,
    },
    /// The same target is asked again without a parameter that it rejects.
    Repaired {
        /// The request.
        request: &'a str,
        /// The target.
        target: &'a str,
        /// The parameter.
        param: &'a str,
    },
    /// A provider rejected a credential, or says that it is out of quota: no target uses it until it is
    /// reinstated.
    Benched {
        /// The name of the credential.
        credential: &'a str,
        /// The target that met the rejection.
        target: &'a str,
        /// [`Auth`](ErrorKind::Auth) or [`QuotaExceeded`](ErrorKind::QuotaExceeded).
        reason: ErrorKind,
    },
    /// A benched credential is used again.
    Reinstated {
        /// The name of the credential.
        credential: &'a str,
        /// What brought it back.
        cause: &'static str,
    },
    /// The status of a target is another.
    StatusMoved {
        /// The target.
        target: &'a str,
        /// The status it had.
        from: &'static str,
        /// The status it has now.
        to: &'static str,
        /// Why.
        reason: &'static str,
    },
    /// The request is tried at another level than before.
    LevelStepped {
        /// The request.
        request: &'a str,
        /// The route.
        route: &'a str,
        /// The level that could not answer.
        from: Level,
        /// The level that is tried now. Where nothing worse is left, it may be a better one.
        to: Level,
        /// Why.
        reason: &'static str,
    },
    /// The standing level of a route is another.
    LevelMoved {
        /// The route.
        route: &'a str,
        /// The level at which requests began.
        from: Level,
        /// The level at which they begin now.
        to: Level,
        /// Why.
        reason: &'static str,
    },
    /// A request was answered on a route that has a cache.
    CacheUsed {
        /// The request.
        request: &'a str,
        /// The route.
        route: &'a str,
        /// What the cache had to do with it.
        status: CacheStatus,
        /// How old the answer is, if it was stored.
        age: Option<Duration>,
        /// The store it came from, if it was stored.
        store: Option<&'static str>,
    },
    /// A store could not do what it was asked. Nobody waits for it.
    StoreFailed {
        /// The store.
        store: &'static str,
        /// What it was asked: `get`, `put`, `remove` or `flush`.
        operation: &'static str,
        /// Why it could not.
        error: &'a StoreError,
    },
    /// An answer that could have been stored was not.
    WriteDropped {
        /// The store.
        store: &'static str,
        /// Why: `queue_full`, or `circuit_open`.
        reason: &'static str,
    },
    /// An entry was not what had been written, and is not used.
    EntryDropped {
        /// The store that gave it.
        store: &'static str,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// An alert did not arrive at an endpoint that wanted to hear of it, and is given up.
    AlertLost {
        /// The identity of the alert.
        alert: &'a str,
        /// How often it was tried; 0 if too many waited before it was its turn.
        attempts: u32,
        /// The status of the last answer, if there was one.
        status: Option<u16>,
        /// Why there was none.
        error: Option<ErrorKind>,
    },
    /// The route failed: its targets did, and not because of the request or its caller.
    AllFailed {
        /// The request.
        request: &'a str,
        /// How many attempts were made.
        attempts: usize,
        /// The kind of error the caller gets.
        error: ErrorKind,
    },
}

/// A reader of notices: metrics, logs, traces, reports.
///
/// Called on the request path: it must not block, and must not wait for anything.
pub trait Observer: Send + Sync + 'static {
    /// Told of each notice as it happens.
    fn on_notice(&self, notice: &Notice<'_>);
}

/// An observer that can be handed around.
pub type SharedObserver = Arc<dyn Observer>;

/// Tells several observers, in order.
pub(crate) struct Several(pub(crate) SharedObserver, pub(crate) SharedObserver);

impl Observer for Several {
    fn on_notice(&self, notice: &Notice<'_>) {
        self.0.on_notice(notice);
        self.1.on_notice(notice);
    }
}

/// Listens to nothing.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Silent;

impl Observer for Silent {
    fn on_notice(&self, _: &Notice<'_>) {}
}
