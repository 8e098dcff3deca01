//! What the server's words mean, where its status leaves it open.

#[cfg(test)]
mod tests;

use osier_core::ErrorKind;
use osier_core::adapter::is_context_overflow;

use super::Verdict;

/// Words, what they mean, and the field that is to blame. The first row that fits counts.
const TABLE: &[(&[&str], ErrorKind, Option<&str>)] = &[
    (&["does not support tools"], REJECTED, Some("tools")),
    (&["does not support thinking"], REJECTED, Some("reasoning_effort")),
    (&["think value", "not supported"], REJECTED, Some("reasoning_effort")),
    (&["does not support", "image"], REJECTED, Some(IMAGE)),
    (&["does not support vision"], REJECTED, Some(IMAGE)),
    (&["missing data required for image input"], REJECTED, Some(IMAGE)),
    // A model for embeddings, say: the field that is wrong is the model itself.
    (&["does not support chat"], REJECTED, Some("model")),
    (&["server busy"], ErrorKind::Overloaded, None),
    (&["not found, try pulling it first"], ErrorKind::ModelNotFound, None),
];

const REJECTED: ErrorKind = ErrorKind::UnsupportedParameter;
const IMAGE: &str = "messages.content.image_url";

/// What the message means; `None` if it is none of those known here.
pub(super) fn verdict(message: &str) -> Option<Verdict> {
    if is_context_overflow(message) {
        return Some(Verdict { kind: ErrorKind::ContextLength, param: None });
    }
    let words = message.to_ascii_lowercase();
    let row = TABLE.iter().find(|(all, ..)| all.iter().all(|phrase| words.contains(phrase)));
    row.map(|&(_, kind, param)| Verdict { kind, param })
}
