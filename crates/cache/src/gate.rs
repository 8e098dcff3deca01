//! What keeps requests from a tier that fails.

use std::time::Instant;

/// Decides whether a tier is asked, and hears how that went: a circuit breaker. Without one, a dead tier costs
/// every request its whole read budget.
///
/// The breaker is none of this crate's business; the builder of `osier` puts one in.
pub trait Gate: Send + Sync + 'static {
    /// The right to ask the tier once, now; `None` if it is better left alone.
    fn admit(&self, now: Instant) -> Option<Box<dyn Pass>>;

    /// The state it is in, in the words of circuit breakers: `closed`, `open` or `half_open`. To be shown to people.
    fn state(&self) -> &'static str {
        "closed"
    }
}

/// The right to ask a tier once. Dropping it says nothing about the tier.
pub trait Pass: Send + 'static {
    /// Says how it went.
    fn end(self: Box<Self>, worked: bool, now: Instant);
}

/// Always open.
pub(crate) struct Open;

impl Gate for Open {
    fn admit(&self, _: Instant) -> Option<Box<dyn Pass>> {
        Some(Box::new(Self))
    }
}

impl Pass for Open {
    fn end(self: Box<Self>, _: bool, _: Instant) {}
}
