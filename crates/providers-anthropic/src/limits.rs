//! How much each model may write.

/// The ceiling where the model's own limit is not known: newer models allow at least so much.
const UNKNOWN: u64 = 8192;

/// The beginnings of model names, and the most tokens such a model writes. Source: the table of
/// models in the provider's documentation ("Models overview"), and its notes on earlier models. The
/// first row that fits counts.
const LIMITS: [(&str, u64); 14] = [
    ("claude-opus-4-8", 128_000),
    ("claude-opus-4-7", 128_000),
    ("claude-opus-4-6", 128_000),
    ("claude-opus-4-5", 64_000),
    ("claude-opus-4", 32_000),
    ("claude-sonnet-4-6", 128_000),
    ("claude-sonnet-4", 64_000),
    ("claude-haiku-4", 64_000),
    ("claude-3-7-", 64_000),
    ("claude-3-5-", 8192),
    ("claude-3-", 4096),
    ("claude-2", 4096),
    ("claude-v", 4096),
    ("claude-instant", 4096),
];

/// The most tokens this model writes in one answer.
pub(crate) fn max_tokens(model: &str) -> u64 {
    let row = LIMITS.iter().find(|(start, _)| model.starts_with(start));
    row.map_or(UNKNOWN, |(_, limit)| *limit)
}
