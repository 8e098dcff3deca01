//! `[admission]`.

use std::time::Duration;

use osier::Priority;
use osier::limit::AdmissionSettings;
use serde::Deserialize;

use super::set;
use crate::config::duration::optional;

/// As many as there may be connections, so that what is refused is refused here, with a reason.
const CAP: u32 = 10_000;

/// What the gateway does at once, and what it sheds beyond that: the section `[admission]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AdmissionConfig {
    /// Whether anything is shed; true.
    pub enabled: Option<bool>,
    /// How many requests are under way at once; 10,000.
    pub cap: Option<u32>,
    /// How many more may wait; 256.
    pub queue: Option<u32>,
    /// How long a request waits at most; 1 s.
    #[serde(deserialize_with = "optional")]
    pub target: Option<Duration>,
    /// Up to how many percent of the cap each priority is admitted.
    pub share: ShareConfig,
}

/// Up to how many percent of the cap each priority is admitted, the section `[admission.share]`.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ShareConfig {
    /// 100.
    pub critical: Option<u8>,
    /// 90.
    pub high: Option<u8>,
    /// 75.
    pub normal: Option<u8>,
    /// 50.
    pub low: Option<u8>,
}

impl AdmissionConfig {
    /// The settings it means; `None` if nothing is to be shed.
    #[must_use]
    pub fn settings(&self) -> Option<AdmissionSettings> {
        self.enabled.unwrap_or(true).then(|| self.described())
    }

    /// The same, whether or not it is enabled.
    pub(in crate::config) fn described(&self) -> AdmissionSettings {
        let settings = AdmissionSettings::default().cap(self.cap.unwrap_or(CAP));
        let settings = set(settings, self.queue, AdmissionSettings::queue);
        let settings = set(settings, self.target, AdmissionSettings::target);
        self.share.in_settings(settings)
    }
}

impl ShareConfig {
    fn in_settings(self, settings: AdmissionSettings) -> AdmissionSettings {
        let shares = [
            (Priority::Critical, self.critical),
            (Priority::High, self.high),
            (Priority::Normal, self.normal),
            (Priority::Low, self.low),
        ];
        shares.into_iter().fold(settings, |settings, (priority, percent)| {
            set(settings, percent, |settings, percent| settings.share(priority, percent))
        })
    }
}
