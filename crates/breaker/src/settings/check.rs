//! Refusing what cannot work.

use std::fmt::Debug;
use std::ops::RangeInclusive;
use std::time::Duration;

use super::Settings;
use crate::InvalidSetting;

const RATIO: &str = "more than 0, at most 1";
const DAY: Duration = Duration::from_secs(86_400);
const LONGEST: Duration = Duration::from_secs(7 * 86_400);
const MILLISECOND: Duration = Duration::from_millis(1);

/// What a count of doublings can reach; see `Word`.
const MAX_GROWTH: u32 = 1 << 15;

impl Settings {
    /// # Errors
    ///
    /// The first setting that cannot work.
    pub(crate) fn check(&self) -> Result<(), InvalidSetting> {
        self.check_trips()?;
        self.check_window()?;
        self.check_open()?;
        self.check_probes()
    }

    fn check_trips(&self) -> Result<(), InvalidSetting> {
        if let Some(failures) = self.consecutive_failures {
            within("consecutive_failures", failures, 1..=1000, "1 to 1000, or off")?;
        } else if self.failure_ratio.is_none() && self.slow_ratio.is_none() {
            let allowed = "1 to 1000, unless there is a failure_ratio or a slow_ratio";
            return Err(InvalidSetting::new("consecutive_failures", "off".to_owned(), allowed));
        }
        ratio("failure_ratio", self.failure_ratio)?;
        ratio("slow_ratio", self.slow_ratio)?;
        match self.throttles_to_cool {
            Some(throttles) => within("throttles_to_cool", throttles, 1..=15, "1 to 15, or off"),
            None => Ok(()),
        }
    }

    fn check_window(&self) -> Result<(), InvalidSetting> {
        let steps = 12 * MILLISECOND;
        within("slow_after", self.slow_after, MILLISECOND..=LONGEST, "1 ms to 7 days")?;
        within("minimum_calls", self.minimum_calls, 1..=16_384, "1 to 16384")?;
        within("window", self.window, steps..=DAY, "12 ms, for it has 12 steps, to 1 day")
    }

    fn check_open(&self) -> Result<(), InvalidSetting> {
        within("open", self.open, MILLISECOND..=LONGEST, "1 ms to 7 days")?;
        let max = self.open.saturating_mul(MAX_GROWTH).min(LONGEST);
        let allowed = "at least open, at most 32768 times open and 7 days";
        within("open_max", self.open_max, self.open..=max, allowed)?;
        within("jitter", self.jitter, 0.0..=0.5, "0 to 0.5")
    }

    fn check_probes(&self) -> Result<(), InvalidSetting> {
        within("probes", self.probes, 1..=100, "1 to 100")?;
        within("successes_to_close", self.successes_to_close, 1..=100, "1 to 100")?;
        within("lease", self.lease, MILLISECOND..=DAY, "1 ms to 1 day")
    }
}

fn ratio(field: &'static str, ratio: Option<f64>) -> Result<(), InvalidSetting> {
    match ratio {
        Some(ratio) => within(field, ratio, f64::MIN_POSITIVE..=1.0, RATIO),
        None => Ok(()),
    }
}

/// Not-a-number is within nothing.
fn within<T: PartialOrd + Debug + Copy>(
    field: &'static str,
    value: T,
    range: RangeInclusive<T>,
    allowed: &'static str,
) -> Result<(), InvalidSetting> {
    if range.contains(&value) {
        Ok(())
    } else {
        Err(InvalidSetting::new(field, format!("{value:?}"), allowed))
    }
}
