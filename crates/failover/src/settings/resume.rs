//! How an answer that broke off is continued.

/// How a streamed answer that broke off after its first content is continued.
///
/// First by *prefill*, on a target that is declared able: the conversation, and what was said so far, to
/// be gone on with. Then by *restart*: the same request again, whose text is compared with what the caller
/// already has and suppressed while it is equal. Each only if it can be right, at most one that is billed,
/// and never in the middle of a tool call; otherwise the stream ends in a typed error.
///
/// The usage is that of the whole answer. After a prefill the tokens that were said before, as far as they
/// are certain (one for each event of text, or for each word, whichever are more), count as written and no
/// longer as read.
///
/// What was said is remembered only for requests whose answer could be continued, and takes little: some
/// ten kilobytes for a few hundred events, then the text alone, up to 1 MiB. A longer answer is not
/// continued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResumeSettings {
    pub(crate) prefill: bool,
    pub(crate) restart: Restart,
}

/// When the same request is asked again after its answer broke off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Restart {
    /// If the same text can be expected: the temperature is 0, or there is a seed.
    #[default]
    Deterministic,
    /// Whatever the request says: for models that always say the same.
    Always,
    /// Never.
    Never,
}

impl Default for ResumeSettings {
    /// Prefill where a target is able, restart where the request is deterministic.
    fn default() -> Self {
        Self { prefill: true, restart: Restart::default() }
    }
}

impl ResumeSettings {
    /// Ends every stream that breaks off in a typed error.
    #[must_use]
    pub fn off() -> Self {
        Self { prefill: false, restart: Restart::Never }
    }

    /// Whether targets that are declared able go on with what was said.
    #[must_use]
    pub fn prefill(self, prefill: bool) -> Self {
        Self { prefill, ..self }
    }

    /// When the same request is asked again.
    #[must_use]
    pub fn restart(self, restart: Restart) -> Self {
        Self { restart, ..self }
    }
}
