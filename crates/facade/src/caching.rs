//! The cache of a client: which stores, and how they are kept from being waited for.

mod gate;
mod source;

use std::sync::Arc;
use std::time::Duration;

use osier_breaker as breaker;
use osier_cache::{Cache, Outer, Settings};
use osier_core::{InvalidSetting, SharedClock, SharedObserver, SharedStore};

use self::gate::Circuit;
pub use self::source::Recall;

/// Where answers are stored, and how the cache behaves.
///
/// ```
/// use osier::Caching;
/// use osier::cache::{Settings, Takes};
/// use osier::cache_memory::MemoryStore;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let caching = Caching::default()
///     .inner(MemoryStore::default())
///     .settings(Settings::default().takes(Takes::All));
/// # let _ = caching;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use]
pub struct Caching {
    inner: Option<SharedStore>,
    outer: Option<SharedStore>,
    read_budget: Duration,
    breaker: breaker::Settings,
    settings: Settings,
}

impl Default for Caching {
    fn default() -> Self {
        Self {
            inner: None,
            outer: None,
            read_budget: Duration::from_millis(50),
            breaker: Self::default_breaker(),
            settings: Settings::default(),
        }
    }
}

impl Caching {
    /// Keeps answers in this store of this process, which is asked first.
    pub fn inner(self, store: impl osier_core::CacheStore) -> Self {
        Self { inner: Some(Arc::new(store)), ..self }
    }

    /// Keeps answers in this store too, which outlives the process or is shared with others. Reading and writing have
    /// a circuit breaker each, by the store's name and that with `-writes`.
    pub fn outer(self, store: impl osier_core::CacheStore) -> Self {
        Self { outer: Some(Arc::new(store)), ..self }
    }

    /// How long a request waits for the outer store: more than 0, at most 10 s. Default 50 ms.
    pub fn read_budget(self, budget: Duration) -> Self {
        Self { read_budget: budget, ..self }
    }

    /// The circuit breakers of the outer store; see [`default_breaker`](Self::default_breaker).
    pub fn breaker(self, settings: breaker::Settings) -> Self {
        Self { breaker: settings, ..self }
    }

    /// Opens after 3 failures in a row, or when half of at least 10 calls in 10 s failed: a store that is asked
    /// this often is known soon, and doing without it costs little. For 1 s at first, and 30 s at most; one call
    /// that works closes it.
    #[must_use]
    pub fn default_breaker() -> breaker::Settings {
        breaker::Settings::default()
            .consecutive_failures(3)
            .window(Duration::from_secs(10))
            .open(Duration::from_secs(1))
            .open_max(Duration::from_secs(30))
            .successes_to_close(1)
    }

    /// How the cache behaves on each route.
    pub fn settings(self, settings: Settings) -> Self {
        Self { settings, ..self }
    }

    /// How the cache behaves.
    pub fn route_settings(&self) -> Settings {
        self.settings
    }

    /// The cache itself, for one or many routes.
    ///
    /// # Errors
    ///
    /// If a setting cannot work.
    pub fn assemble(
        &self,
        clock: SharedClock,
        observer: Option<SharedObserver>,
    ) -> Result<Cache, InvalidSetting> {
        let mut builder = Cache::builder(clock);
        if let Some(store) = &self.inner {
            builder = builder.inner(Arc::clone(store));
        }
        if let Some(store) = &self.outer {
            let circuit = |name| Circuit::try_new(name, self.breaker, observer.clone());
            let (reads, writes) = (circuit(store.name().into())?, circuit(writes_of(&**store))?);
            let outer = Outer::new(Arc::clone(store)).read_budget(self.read_budget);
            builder = builder.outer(outer.gate(reads).write_gate(writes));
        }
        match observer {
            Some(observer) => builder.observer(observer).build(),
            None => builder.build(),
        }
    }
}

/// What the circuit of writes goes by: a store that is full can still be read.
fn writes_of(store: &dyn osier_core::CacheStore) -> Arc<str> {
    format!("{}-writes", store.name()).into()
}

impl std::fmt::Debug for Caching {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Caching")
            .field("inner", &self.inner.as_ref().map(|store| store.name()))
            .field("outer", &self.outer.as_ref().map(|store| store.name()))
            .field("read_budget", &self.read_budget)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}
