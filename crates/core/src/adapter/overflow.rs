//! Requests with too many tokens, told by words alone.

/// As much of a message as is read. The telling words come early; a quoted prompt may follow.
const READ_AT_MOST: usize = 4096;

/// Each is enough.
const PHRASES: [&str; 16] = [
    "maximum context length is",
    "context_length_exceeded",
    "exceeds the context window",
    "input tokens exceed the configured limit",
    "prompt is too long",
    "prompt: length",
    "exceed context limit",
    "exceeds the context length",
    "exceeds the available context size",
    "is longer than the model's context length",
    "exceeds the maximum number of tokens allowed",
    "requested token count exceeds",
    "input is too long",
    "too many input tokens",
    "`inputs` tokens + `max_new_tokens` must be",
    "request payload size exceeds",
];

/// Both are needed.
const HALVES: [&str; 2] = ["current length is", "while limit is"];

/// Whether a provider's words say that the request has more tokens than fit. Asked only where no code
/// says anything: the words are those of many servers, in any spelling.
///
/// ```
/// use osier_core::adapter::is_context_overflow;
///
/// assert!(is_context_overflow("This model's maximum context length is 8192 tokens."));
/// assert!(!is_context_overflow("Invalid 'user': input is too long"));
/// ```
#[must_use]
pub fn is_context_overflow(message: &str) -> bool {
    let end = message.floor_char_boundary(READ_AT_MOST);
    let words = message.get(..end).unwrap_or_default().to_ascii_lowercase();
    let about_the_user = words.contains("invalid 'user'");
    let says = |phrase: &&str| words.contains(*phrase);
    !about_the_user && (PHRASES.iter().any(says) || HALVES.iter().all(says))
}
