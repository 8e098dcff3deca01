//! The settings of an admission.

use std::time::Duration;

use osier_core::InvalidSetting;

use crate::checks::{number, span};

/// The settings of an [`Admission`](super::Admission). The table of defaults with their reasons is in
/// the [crate's documentation](crate).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AdmissionSettings {
    pub(super) cap: u32,
    pub(super) queue: u32,
    pub(super) target: Duration,
}

impl Default for AdmissionSettings {
    fn default() -> Self {
        Self { cap: 1024, queue: 256, target: Duration::from_secs(1) }
    }
}

impl AdmissionSettings {
    /// How many requests are under way at once: 1 to 1,000,000, 1024 unless set.
    #[must_use]
    pub fn cap(self, cap: u32) -> Self {
        Self { cap, ..self }
    }

    /// How many more may wait: 0 to 65,536, 256 unless set. With 0 nobody waits.
    #[must_use]
    pub fn queue(self, queue: u32) -> Self {
        Self { queue, ..self }
    }

    /// How long a request waits at most: 1 ms to 60 s, 1 s unless set. A queue that has not been empty
    /// for this long is overloaded.
    #[must_use]
    pub fn target(self, target: Duration) -> Self {
        Self { target, ..self }
    }

    pub(super) fn check(&self) -> Result<(), InvalidSetting> {
        number("cap", self.cap, 1..=1_000_000, "1 to 1000000")?;
        number("queue", self.queue, 0..=65_536, "0 to 65536")?;
        let range = Duration::from_millis(1)..=Duration::from_secs(60);
        span("target", self.target, range, "1 ms to 60 s")
    }
}
