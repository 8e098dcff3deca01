//! Who keeps the link: makes it when it is first needed, and anew when it is of no use any more.
//!
//! At most one link is being made at a time, in a task of its own, so that a caller who leaves delays
//! nobody. After a failure the next attempt waits, and those who ask meanwhile are told at once.

use std::future::pending;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use osier_core::StoreError;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::link::{Link, Maker};
use crate::refusal::not_yet;

/// So many timeouts in a row mean that nothing comes over this link any more, although it stands.
const SILENCES: u32 = 3;
/// After an attempt that failed: doubled with every failure in a row, up to the longest.
const SHORTEST_REST: Duration = Duration::from_millis(100);
const LONGEST_REST: Duration = Duration::from_secs(5);
/// After a link was made, for servers that greet and hang up.
const REST_OF_SUCCESS: Duration = Duration::from_millis(10);
/// After a link was replaced by another that may be no better.
const REST_OF_RENEWAL: Duration = Duration::from_secs(1);

/// How an attempt ended; nothing while it is under way.
type Ended = Option<Result<(), StoreError>>;

pub(crate) struct Keeper {
    maker: Maker,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    link: Option<Arc<Link>>,
    attempt: Option<Attempt>,
    failures: u32,
    /// Why the last attempt failed, if it did.
    why: Option<StoreError>,
}

/// A link being made, and the rest after it.
struct Attempt {
    task: JoinHandle<()>,
    ended: watch::Receiver<Ended>,
}

impl Keeper {
    pub(crate) fn new(maker: Maker) -> Arc<Self> {
        Arc::new(Self { maker, state: Mutex::default() })
    }

    pub(crate) fn is_cluster(&self) -> bool {
        self.maker.is_cluster()
    }

    /// The link. Without one, the one that is being made; while that has to rest, why there is none.
    pub(crate) async fn link(self: &Arc<Self>) -> Result<Arc<Link>, StoreError> {
        let mut ended = {
            let mut state = self.state();
            if let Some(link) = &state.link {
                return Ok(Arc::clone(link));
            }
            // After a failure one waits for the next attempt, whoever begins it, and nobody else.
            match (state.is_busy(), &state.why) {
                (true, Some(why)) => return Err(why.clone()),
                _ => self.begin(&mut state),
            }
        };
        // It ends without an outcome if its runtime does.
        let outcome = ended.wait_for(Option::is_some).await.ok().and_then(|ended| ended.clone());
        outcome.unwrap_or(Ok(()))?;
        self.state().link.clone().ok_or_else(not_yet)
    }

    /// No answer came over this link in time.
    pub(crate) fn silent(self: &Arc<Self>, link: &Arc<Link>) {
        if link.silent() >= SILENCES {
            self.useless(link);
        }
    }

    /// This link leads to a server that is no primary any more. Others still read over it.
    pub(crate) fn misled(self: &Arc<Self>, link: &Arc<Link>) {
        let mut state = self.state();
        if state.has(link) {
            self.begin(&mut state);
        }
    }

    /// This link is broken. That of a cluster mends itself; if it does not, it counts as silent.
    pub(crate) fn broken(self: &Arc<Self>, link: &Arc<Link>) {
        if self.is_cluster() {
            self.silent(link);
        } else {
            self.useless(link);
        }
    }

    /// Throws the link away and begins with another. The other nodes of a cluster go on being asked over
    /// the old one until the new one stands.
    fn useless(self: &Arc<Self>, link: &Arc<Link>) {
        let mut state = self.state();
        if !state.has(link) {
            return;
        }
        if !self.is_cluster() {
            state.link = None;
        }
        self.begin(&mut state);
    }

    /// How the attempt ends that is under way, or a new one. While one rests, it has ended already.
    fn begin(self: &Arc<Self>, state: &mut State) -> watch::Receiver<Ended> {
        let running = state.attempt.as_ref().filter(|attempt| !attempt.task.is_finished());
        if let Some(attempt) = running {
            return attempt.ended.clone();
        }
        let (tell, ended) = watch::channel(None);
        let task = tokio::spawn(attempt(Arc::clone(self), tell));
        state.attempt = Some(Attempt { task, ended: ended.clone() });
        ended
    }

    /// Keeps what was made; gives how that went, and how long to rest.
    fn settle(&self, made: Result<Link, StoreError>) -> (Result<(), StoreError>, Duration) {
        let mut state = self.state();
        let replaces = state.link.is_some();
        let ended = made.map(|link| state.link = Some(Arc::new(link)));
        state.failures = if ended.is_ok() { 0 } else { state.failures.saturating_add(1) };
        state.why = ended.clone().err();
        let rest = if replaces { REST_OF_RENEWAL } else { rest(state.failures) };
        (ended, rest)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing in here is left half done by a panic.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Whether a link is being made, or the last attempt has its rest.
    fn is_busy(&self) -> bool {
        self.attempt.as_ref().is_some_and(|attempt| !attempt.task.is_finished())
    }

    fn has(&self, link: &Arc<Link>) -> bool {
        self.link.as_ref().is_some_and(|kept| Arc::ptr_eq(kept, link))
    }
}

impl Drop for Attempt {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn attempt(keeper: Arc<Keeper>, tell: watch::Sender<Ended>) {
    let made = keeper.maker.make().await;
    let (ended, rest) = keeper.settle(made);
    // A store that is gone is not kept by the rest of its last attempt.
    drop(keeper);
    tell.send_replace(Some(ended));
    let _ = timeout(rest, pending::<()>()).await;
}

fn rest(failures: u32) -> Duration {
    match failures.checked_sub(1) {
        None => REST_OF_SUCCESS,
        Some(before) => SHORTEST_REST.saturating_mul(1 << before.min(16)).min(LONGEST_REST),
    }
}
