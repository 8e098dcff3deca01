//! What a request was charged, until it is known what it cost.

use std::sync::Arc;
use std::time::Instant;

use super::tenants::Tenant;
use crate::timeline::Timeline;

/// The tokens that a request was charged by estimate. [`settle_at`](Self::settle_at) puts the real
/// number in their place, [`refund`](Self::refund) gives them back. Dropped, the estimate stands: the
/// provider may have worked.
#[must_use = "dropped, the estimate stands"]
#[derive(Debug)]
pub struct Charge {
    /// `None` if no limit applies.
    pub(super) tenant: Option<Arc<Tenant>>,
    pub(super) timeline: Arc<Timeline>,
    pub(super) estimate: u64,
}

impl Charge {
    /// The tokens that were charged.
    #[must_use]
    pub fn estimate(&self) -> u64 {
        self.estimate
    }

    /// The request has cost so many tokens, prompt and answer together. What is not there is taken
    /// from the future, at most from the next day: later requests wait for it.
    pub fn settle_at(self, now: Instant, tokens: u64) {
        let bucket = self.tenant.as_ref().and_then(|tenant| tenant.tokens.as_ref());
        let Some(bucket) = bucket else { return };
        if tokens > self.estimate {
            bucket.owe(self.timeline.nanos(now), tokens - self.estimate);
        } else {
            bucket.give_back(self.estimate - tokens);
        }
    }

    /// The request has cost no tokens. It counts as a request all the same.
    pub fn refund(self) {
        let bucket = self.tenant.as_ref().and_then(|tenant| tenant.tokens.as_ref());
        if let Some(bucket) = bucket {
            bucket.give_back(self.estimate);
        }
    }
}
