//! A tier that may be slow, or gone.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use osier_core::{CacheKey, Context, InvalidSetting, SharedStore, StoreError, StoreErrorKind};
use tokio::runtime::Handle;

use crate::behind::{Behind, Limits};
use crate::gate::{Gate, Open};

/// An outer tier: a store on disk or on another machine. What it holds is welcome, and nobody waits for it:
/// reading has a budget, writing goes on behind the answer, and a [gate](Self::gate) keeps everybody away while
/// it fails.
#[must_use]
pub struct Outer {
    store: SharedStore,
    gate: Arc<dyn Gate>,
    write_gate: Option<Arc<dyn Gate>>,
    read_budget: Duration,
    write_budget: Duration,
    limits: Limits,
}

impl Outer {
    /// This store, with the defaults and without a gate.
    pub fn new(store: SharedStore) -> Self {
        Self {
            store,
            gate: Arc::new(Open),
            write_gate: None,
            read_budget: Duration::from_millis(50),
            write_budget: Duration::from_secs(1),
            limits: Limits::default(),
        }
    }

    /// What keeps requests away while it fails.
    pub fn gate(mut self, gate: impl Gate) -> Self {
        self.gate = Arc::new(gate);
        self
    }

    /// What keeps writes away while they fail, where reading may go on, as in a store that is full. Without it, the
    /// [gate](Self::gate) is for both, and a store that has no room has not failed.
    pub fn write_gate(mut self, gate: impl Gate) -> Self {
        self.write_gate = Some(Arc::new(gate));
        self
    }

    /// How long a request waits for it at most. Default 50 ms: a good store answers within a few, and what takes
    /// longer is no help. More than 0, at most 10 s.
    pub fn read_budget(self, budget: Duration) -> Self {
        Self { read_budget: budget, ..self }
    }

    /// How many writes wait their turn at most, and how many bytes they have together. What comes then is dropped.
    /// 1 to 1,000,000 writes, and at least 1 byte; default 1,024 and 32 MiB.
    pub fn queue(self, writes: usize, bytes: usize) -> Self {
        Self { limits: Limits { writes, bytes }, ..self }
    }

    /// The same, if it can work.
    ///
    /// # Errors
    ///
    /// The first setting that cannot.
    pub fn check(self) -> Result<Self, InvalidSetting> {
        Self::check_read_budget(self.read_budget)?;
        const MOST: usize = 1_000_000;
        let Limits { writes, bytes } = self.limits;
        if !(1..=MOST).contains(&writes) || bytes == 0 {
            let value = format!("{writes} writes, {bytes} bytes");
            return Err(InvalidSetting::new(
                "queue",
                value,
                "1 to 1,000,000 writes, at least 1 byte",
            ));
        }
        Ok(self)
    }

    /// Whether this can be a [read budget](Self::read_budget).
    ///
    /// # Errors
    ///
    /// If it cannot.
    pub fn check_read_budget(budget: Duration) -> Result<(), InvalidSetting> {
        const MOST: Duration = Duration::from_secs(10);
        if budget.is_zero() || budget > MOST {
            let value = format!("{budget:?}");
            return Err(InvalidSetting::new("read_budget", value, "more than 0, at most 10 s"));
        }
        Ok(())
    }

    pub(crate) fn into_far(self, told: &Arc<crate::told::Told>) -> Far {
        let Self { store, gate, write_gate, read_budget, write_budget, limits } = self;
        let minds_full = write_gate.is_some();
        let writes = write_gate.unwrap_or_else(|| Arc::clone(&gate));
        let writes = Door { store: Arc::clone(&store), gate: writes, minds_full };
        let door = Door { store, gate, minds_full };
        let behind = Behind::new(writes, write_budget, limits, Arc::clone(told));
        Far { door, read_budget, behind }
    }
}

impl std::fmt::Debug for Outer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Outer")
            .field("store", &self.store.name())
            .field("read_budget", &self.read_budget)
            .finish_non_exhaustive()
    }
}

/// The state in which the gates of an outer store are: `closed`, `open` or `half_open`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Circuits {
    /// The store.
    pub store: &'static str,
    /// Whether it is read.
    pub reads: &'static str,
    /// Whether it is written to.
    pub writes: &'static str,
}

/// The outer tier at work.
pub(crate) struct Far {
    door: Door,
    read_budget: Duration,
    pub(crate) behind: Behind,
}

/// A store behind its gate.
#[derive(Clone)]
pub(crate) struct Door {
    pub(crate) store: SharedStore,
    gate: Arc<dyn Gate>,
    /// Whether it counts as a failure that there is no room: not where that would keep readers away from a store that
    /// can be read.
    minds_full: bool,
}

impl Far {
    pub(crate) fn states(&self) -> Circuits {
        Circuits { store: self.name(), reads: self.door.state(), writes: self.behind.state() }
    }

    pub(crate) fn name(&self) -> &'static str {
        self.door.store.name()
    }

    /// What is stored, within the budget. `Ok(None)` also if nobody was asked, as outside of a runtime, without
    /// which neither timers nor most stores work.
    pub(crate) async fn get(
        &self,
        context: &Context,
        key: &CacheKey,
    ) -> Result<Option<Bytes>, StoreError> {
        if Handle::try_current().is_err() {
            return Ok(None);
        }
        let read = self.door.ask(context, self.read_budget, self.door.store.get(key)).await;
        read.unwrap_or(Ok(None))
    }
}

impl Door {
    pub(crate) fn state(&self) -> &'static str {
        self.gate.state()
    }

    /// Does this with the store, if the gate lets it, and within this time; `None` if the gate does not.
    pub(crate) async fn ask<T>(
        &self,
        context: &Context,
        within: Duration,
        work: impl Future<Output = Result<T, StoreError>>,
    ) -> Option<Result<T, StoreError>> {
        let clock = context.clock();
        let now = clock.now();
        let pass = self.gate.admit(now)?;
        let done = context.before(now + within, work).await.unwrap_or_else(|| Err(late(within)));
        if let Some(worked) = self.says(&done) {
            pass.end(worked, clock.now());
        }
        Some(done)
    }

    /// What the result says about whether the store works; nothing if it is only asked too much at once.
    fn says<T>(&self, done: &Result<T, StoreError>) -> Option<bool> {
        let Err(error) = done else { return Some(true) };
        match error.kind() {
            StoreErrorKind::Busy => None,
            StoreErrorKind::Full if !self.minds_full => None,
            _ => Some(false),
        }
    }
}

fn late(within: Duration) -> StoreError {
    StoreError::new(StoreErrorKind::Timeout, format!("no answer within {within:?}"))
}
