//! Whole answers: passed through when they are sound, put right when they are not.

mod repair;
mod skim;

use bytes::Bytes;
use osier_core::adapter::Call;
use osier_core::{Completion, Error, Secret};

use self::skim::Verdict;

/// Reads an answer that came with a success status.
pub(crate) fn decode(
    call: &Call<'_>,
    body: Bytes,
    key: Option<&Secret>,
) -> Result<Completion, Error> {
    match skim::skim(&body) {
        Verdict::Sound => Completion::parse(body),
        Verdict::Odd => Completion::parse(repair::repair(call, &body, key)?),
    }
}
