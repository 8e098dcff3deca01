//! The circuit breaker of an outer store.

use std::sync::Arc;
use std::time::Instant;

use osier_breaker::{Breaker, Permit, Settings, Transition};
use osier_cache::{Gate, Pass};
use osier_core::{InvalidSetting, Notice, SharedObserver};

/// Lets nobody wait for a store that fails.
pub(super) struct Circuit(Arc<Breaker>);

impl Circuit {
    /// The breaker of this name. Whoever observes hears how it moves.
    pub(super) fn try_new(
        name: Arc<str>,
        settings: Settings,
        observer: Option<SharedObserver>,
    ) -> Result<Self, InvalidSetting> {
        let breaker = Breaker::try_new(settings)?.on_transition(move |moved| {
            if let Some(observer) = &observer {
                observer.on_notice(&notice(&name, moved));
            }
        });
        Ok(Self(Arc::new(breaker)))
    }
}

fn notice<'a>(name: &'a str, moved: &Transition) -> Notice<'a> {
    Notice::BreakerMoved {
        target: name,
        from: moved.from.name(),
        to: moved.to.name(),
        cause: moved.cause.name(),
        lasting: moved.open_for,
    }
}

impl Gate for Circuit {
    fn admit(&self, now: Instant) -> Option<Box<dyn Pass>> {
        let permit = self.0.try_acquire_owned_at(now, None).ok()?;
        Some(Box::new(Admitted(permit)))
    }

    fn state(&self) -> &'static str {
        self.0.state().name()
    }
}

struct Admitted(Permit<Arc<Breaker>>);

impl Pass for Admitted {
    fn end(self: Box<Self>, worked: bool, now: Instant) {
        if worked {
            self.0.success_at(now)
        } else {
            self.0.failure_at(now)
        };
    }
}
