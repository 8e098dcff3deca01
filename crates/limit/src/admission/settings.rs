//! The settings of an admission.

use std::time::Duration;

use osier_core::{InvalidSetting, Priority};

use crate::checks::{number, span};

/// The settings of an [`Admission`](super::Admission). The table of defaults with their reasons is in
/// the [crate's documentation](crate).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AdmissionSettings {
    pub(super) cap: u32,
    pub(super) queue: u32,
    pub(super) target: Duration,
    pub(super) shares: Shares,
}

/// Up to how many percent of the cap each priority is admitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shares {
    low: u8,
    normal: u8,
    high: u8,
    critical: u8,
}

impl Default for AdmissionSettings {
    fn default() -> Self {
        let shares = Shares { low: 50, normal: 75, high: 90, critical: 100 };
        Self { cap: 1024, queue: 256, target: Duration::from_secs(1), shares }
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

    /// Up to how many percent of the cap requests of this priority are admitted: 1 to 100, and not
    /// fewer than for a lower one. Low 50, normal 75, high 90 and critical 100 unless set.
    #[must_use]
    pub fn share(mut self, priority: Priority, percent: u8) -> Self {
        *self.shares.of_mut(priority) = percent;
        self
    }

    pub(super) fn check(&self) -> Result<(), InvalidSetting> {
        number("cap", self.cap, 1..=1_000_000, "1 to 1000000")?;
        number("queue", self.queue, 0..=65_536, "0 to 65536")?;
        let range = Duration::from_millis(1)..=Duration::from_secs(60);
        span("target", self.target, range, "1 ms to 60 s")?;
        self.shares.check()
    }
}

impl Shares {
    pub(super) fn of(&self, priority: Priority) -> u8 {
        match priority {
            Priority::Low => self.low,
            Priority::Normal => self.normal,
            Priority::High => self.high,
            Priority::Critical => self.critical,
        }
    }

    fn of_mut(&mut self, priority: Priority) -> &mut u8 {
        match priority {
            Priority::Low => &mut self.low,
            Priority::Normal => &mut self.normal,
            Priority::High => &mut self.high,
            Priority::Critical => &mut self.critical,
        }
    }

    fn check(&self) -> Result<(), InvalidSetting> {
        let Self { low, normal, high, critical } = *self;
        let shares = [0, low, normal, high, critical, 100];
        if low > 0 && shares.is_sorted() {
            return Ok(());
        }
        let value = format!("{low}, {normal}, {high}, {critical}");
        Err(InvalidSetting::new(
            "share",
            value,
            "1 to 100, from low to critical none below another",
        ))
    }
}
