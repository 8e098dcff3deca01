//! Failing now and then, the same way every time.

use std::time::Duration;

use serde::{Deserialize, Deserializer, de::Error};

use super::{CutHow, Fault, Point, Preset, Status, Step};

/// How often a script fails at random, and from which seed.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Flaky {
    /// The same seed fails the same requests in the same way.
    pub seed: u64,
    /// The share of requests that fail, from 0 to 1.
    #[serde(deserialize_with = "read_ratio")]
    pub failure_ratio: f64,
}

/// What befalls one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mishap {
    ServerError,
    RateLimited,
    Overloaded,
    Cut,
    Reset,
    Slow,
}

const MISHAPS: [Mishap; 6] = [
    Mishap::ServerError,
    Mishap::RateLimited,
    Mishap::Overloaded,
    Mishap::Cut,
    Mishap::Reset,
    Mishap::Slow,
];

/// Slower than a hedge waits, faster than a limit ends.
const SLOW: Duration = Duration::from_secs(3);

impl Flaky {
    /// A ratio outside 0 to 1 is taken as the nearer end; none at all as 0.
    pub(super) fn new(seed: u64, failure_ratio: f64) -> Self {
        Self { seed, failure_ratio: failure_ratio.clamp(0.0, 1.0) }
    }

    pub(super) fn mishap(self, number: u64) -> Option<Mishap> {
        let drawn = scrambled(self.seed ^ scrambled(number));
        let share = (drawn >> 11) as f64 / (1_u64 << 53) as f64;
        if share >= self.failure_ratio || self.failure_ratio.is_nan() {
            return None;
        }
        let which = scrambled(drawn) % MISHAPS.len() as u64;
        MISHAPS.get(usize::try_from(which).ok()?).copied()
    }
}

impl Mishap {
    pub(super) fn befall(self, step: Step) -> Step {
        match self {
            Self::ServerError => step.with_fault(Fault::Status(Preset::ServerError.into())),
            Self::RateLimited => {
                let status = Status::from(Preset::RateLimited).retry_after(Duration::from_secs(1));
                step.with_fault(Fault::Status(status))
            }
            Self::Overloaded => step.with_fault(Fault::Status(Preset::Overloaded.into())),
            Self::Cut => step.cut(Point::Tokens(1), CutHow::Abort),
            Self::Reset => step.with_fault(Fault::Reset),
            Self::Slow => step.first_token_after(SLOW),
        }
    }
}

/// splitmix64: one step of it spreads neighbouring numbers over all 64 bits.
fn scrambled(number: u64) -> u64 {
    let z = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

fn read_ratio<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    let ratio = f64::deserialize(deserializer)?;
    if (0.0..=1.0).contains(&ratio) {
        Ok(ratio)
    } else {
        Err(D::Error::custom(format!("`failure_ratio` is {ratio}, expected a number from 0 to 1")))
    }
}
