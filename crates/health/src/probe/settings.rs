//! When targets are probed.

use std::time::Duration;

use osier_core::InvalidSetting;

const SECOND: Duration = Duration::from_secs(1);
const DAY: Duration = Duration::from_secs(86_400);

/// When a target is asked whether it is alive, at no cost in tokens.
///
/// ```
/// use osier_health::{HealthSettings, ProbeSettings};
/// use std::time::Duration;
///
/// let often = ProbeSettings::default().interval(Duration::from_secs(5));
/// assert!(HealthSettings::default().probes(Some(often)).check().is_ok());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProbeSettings {
    pub(crate) interval: Duration,
    pub(crate) interval_open: Duration,
    pub(crate) idle_after: Duration,
    pub(crate) up: u32,
    pub(crate) down: u32,
}

impl Default for ProbeSettings {
    fn default() -> Self {
        Self {
            interval: Duration::from_secs(15),
            interval_open: Duration::from_secs(5),
            idle_after: Duration::from_secs(30),
            up: 2,
            down: 3,
        }
    }
}

impl ProbeSettings {
    /// From one probe of an idle target to the next, a fifth more or less: a second to a day. Default
    /// **15 s**: with three in a row, a dead target is known within a minute, before anybody needs it.
    #[must_use]
    pub fn interval(self, interval: Duration) -> Self {
        Self { interval, ..self }
    }

    /// The same of a target whose circuit is open, or that cannot be reached: a second to a day.
    /// Default **5 s**: somebody waits for it.
    #[must_use]
    pub fn interval_open(self, interval: Duration) -> Self {
        Self { interval_open: interval, ..self }
    }

    /// How long nothing was sent to a target that counts as idle, up to a day. Default **30 s**: where
    /// there is traffic, it says more than any probe.
    #[must_use]
    pub fn idle_after(self, span: Duration) -> Self {
        Self { idle_after: span, ..self }
    }

    /// How many probes in a row succeed until the target counts as reachable again: 1 to 100. Default
    /// **2**: one may be luck.
    #[must_use]
    pub fn up(self, probes: u32) -> Self {
        Self { up: probes, ..self }
    }

    /// How many probes in a row fail until it counts as unreachable: 1 to 100. Default **3**: one or
    /// two may be a hiccup, and nobody was hurt so far.
    #[must_use]
    pub fn down(self, probes: u32) -> Self {
        Self { down: probes, ..self }
    }

    /// Whether these can work.
    ///
    /// # Errors
    ///
    /// The first that cannot, with its value and what is allowed.
    pub fn check(&self) -> Result<(), InvalidSetting> {
        span("interval", self.interval, SECOND, "a second to a day")?;
        span("interval_open", self.interval_open, SECOND, "a second to a day")?;
        span("idle_after", self.idle_after, Duration::ZERO, "nothing to a day")?;
        row("up", self.up)?;
        row("down", self.down)
    }
}

fn span(
    field: &'static str,
    value: Duration,
    least: Duration,
    allowed: &'static str,
) -> Result<(), InvalidSetting> {
    let refusal = || InvalidSetting::new(field, format!("{value:?}"), allowed);
    (least..=DAY).contains(&value).then_some(()).ok_or_else(refusal)
}

fn row(field: &'static str, value: u32) -> Result<(), InvalidSetting> {
    let refusal = || InvalidSetting::new(field, value.to_string(), "1 to 100");
    (1..=100).contains(&value).then_some(()).ok_or_else(refusal)
}
