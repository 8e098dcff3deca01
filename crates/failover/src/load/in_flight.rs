//! Requests and tokens in flight, in one word.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

const TOKENS: u32 = 40;
const ONE_REQUEST: u64 = 1 << TOKENS;
/// Larger than any context, and small enough for 65,536 such requests at once.
const MOST_TOKENS: u64 = 1 << 24;

/// Tokens in the lower 40 bits, requests in the upper 24. Adding and removing undo each other even where a
/// field overflows, so the word always comes back to 0.
#[derive(Debug, Default)]
pub(super) struct InFlight(AtomicU64);

impl InFlight {
    /// Adds a request, and says for how many tokens it counts.
    pub(super) fn add(&self, tokens: u64) -> u64 {
        let tokens = tokens.min(MOST_TOKENS);
        self.0.fetch_add(ONE_REQUEST + tokens, Relaxed);
        tokens
    }

    /// Of so many tokens, as [`add`](Self::add) said.
    pub(super) fn remove(&self, tokens: u64) {
        self.0.fetch_sub(ONE_REQUEST + tokens, Relaxed);
    }

    pub(super) fn tokens(&self) -> u64 {
        self.0.load(Relaxed) % ONE_REQUEST
    }

    pub(super) fn requests(&self) -> u64 {
        self.0.load(Relaxed) / ONE_REQUEST
    }
}
