//! Keeping the beginning of a stream back.

use std::time::Duration;

use osier_core::InvalidSetting;

/// How much of a stream is kept back: a death within it is invisible, because another target's answer can
/// still take its place. The stream is let go when either bound is met, or when it ends.
///
/// Every answer begins that much later, so it is off unless a route asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HoldBack {
    pub(crate) tokens: u32,
    pub(crate) time: Duration,
}

impl HoldBack {
    /// Keeps back so many pieces of content (most providers send one for each token), but none for longer
    /// than this after the first: 1 to 256 pieces, up to 60 s.
    #[must_use]
    pub fn new(tokens: u32, time: Duration) -> Self {
        Self { tokens, time }
    }

    pub(crate) fn check(&self) -> Result<(), InvalidSetting> {
        if !(1..=256).contains(&self.tokens) {
            return Err(InvalidSetting::new("tokens", self.tokens.to_string(), "1 to 256"));
        }
        if self.time.is_zero() || self.time > Duration::from_secs(60) {
            let value = format!("{:?}", self.time);
            return Err(InvalidSetting::new("time", value, "more than 0, up to 60 s"));
        }
        Ok(())
    }
}
