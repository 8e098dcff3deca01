//! How a simulated provider behaves, request by request: plain data, and pure.

mod answer;
mod continues;
mod fault;
mod flaky;
mod heard;
mod objection;
mod part;
mod preset;
mod said;
mod span;
mod status;
mod step;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use serde::Deserialize;

pub use answer::{Answer, ToolCall};
pub use continues::Continues;
pub use fault::{CutHow, Fault, Point};
pub use flaky::Flaky;
pub(crate) use heard::{asks_by_prefix, begun, heard};
pub(crate) use objection::{Objection, odd_value, only_value};
pub(crate) use part::{Part, position};
pub use preset::Preset;
#[cfg(feature = "server")]
pub(crate) use said::SaidCall;
pub(crate) use said::{Said, fragments};
pub use status::Status;
pub use step::Step;

/// When every simulated answer says it was made, unless a clock is given: seconds since 1970.
pub(crate) const CREATED: u64 = 1_795_000_000;

/// What a simulated provider does, request by request.
///
/// Chat request number *k* (from 1) gets step *k*. After the last step the last one repeats for
/// ever, or all of them begin again with [`cycle`](Self::cycle). A script without steps echoes what
/// the user said.
///
/// ```
/// use osier_simulate::{Fault, Preset, Script, Step};
///
/// let script = Script::of(Step::status(Preset::RateLimited))
///     .then(Step::answer("Hello").cut_after(2))
///     .then(Step::answer("Hello"));
/// assert_eq!(script.step(2).fault, Step::answer("Hello").cut_after(2).fault);
/// assert_eq!(script.step(9).fault, None);
/// ```
///
/// From a configuration file, here as JSON:
///
/// ```
/// let script: osier_simulate::Script = serde_json::from_str(
///     r#"{
///         "steps": [
///             { "fault": { "status": { "preset": "rate_limited", "retry_after": 1 } } },
///             { "first_token_after": "250ms", "answer": { "text": "Hello" } }
///         ],
///         "cycle": true
///     }"#,
/// )?;
/// assert!(script.step(3).fault.is_some());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Script {
    steps: Vec<Step>,
    cycle: bool,
    flaky: Option<Flaky>,
    probes: Option<Fault>,
}

impl Script {
    /// A script that begins with this step.
    #[must_use]
    pub fn of(step: Step) -> Self {
        Self::default().then(step)
    }

    /// Echoes what the user said, so that whoever tries it sees something alive. The default.
    #[must_use]
    pub fn echo() -> Self {
        Self::default()
    }

    /// Answers every request with this text.
    #[must_use]
    pub fn answer(text: impl Into<String>) -> Self {
        Self::of(Step::answer(text))
    }

    /// Echoes, but fails now and then in assorted ways: 500, 429 with a short retry-after, 503, a
    /// cut after content, a reset before the headers, a slow first token.
    ///
    /// `failure_ratio` is the share of requests that fail, from 0 to 1 (what lies outside is taken
    /// as the nearer end). The same seed fails the same requests in the same way.
    #[must_use]
    pub fn flaky(seed: u64, failure_ratio: f64) -> Self {
        Self::default().with_flaky(seed, failure_ratio)
    }

    /// Lets this script's steps fail now and then; see [`flaky`](Self::flaky).
    #[must_use]
    pub fn with_flaky(mut self, seed: u64, failure_ratio: f64) -> Self {
        self.flaky = Some(Flaky::new(seed, failure_ratio));
        self
    }

    /// Adds the next step.
    #[must_use]
    pub fn then(mut self, step: Step) -> Self {
        self.steps.push(step);
        self
    }

    /// Adds the same step `times` times.
    #[must_use]
    pub fn then_times(mut self, times: usize, step: &Step) -> Self {
        self.steps.extend(std::iter::repeat_n(step, times).cloned());
        self
    }

    /// Begins again after the last step, in place of repeating it.
    #[must_use]
    pub fn cycle(mut self) -> Self {
        self.cycle = true;
        self
    }

    /// Makes the free requests (lists of models, versions) fail as well, in this way. Without it
    /// they succeed whatever the steps say: they tell nothing of a model's capacity.
    #[must_use]
    pub fn probes(mut self, fault: Fault) -> Self {
        self.probes = Some(fault);
        self
    }

    /// How the free requests fail, if they do.
    #[must_use]
    pub fn probe_fault(&self) -> Option<&Fault> {
        self.probes.as_ref()
    }

    /// The step of chat request `number`, from 1.
    #[must_use]
    pub fn step(&self, number: u64) -> Cow<'_, Step> {
        let step = match self.steps.get(self.index(number)) {
            Some(step) => Cow::Borrowed(step),
            None => Cow::Owned(Step::default()),
        };
        match self.flaky.and_then(|flaky| flaky.mishap(number)) {
            Some(mishap) => Cow::Owned(mishap.befall(step.into_owned())),
            None => step,
        }
    }

    fn index(&self, number: u64) -> usize {
        let (before, len) = (number.saturating_sub(1), self.steps.len() as u64);
        let index = match (len, self.cycle) {
            (0, _) => 0,
            (_, true) => before % len,
            (_, false) => before.min(len - 1),
        };
        usize::try_from(index).unwrap_or(usize::MAX)
    }
}

impl From<Step> for Script {
    fn from(step: Step) -> Self {
        Self::of(step)
    }
}
