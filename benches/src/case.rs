//! What is asked.

/// One kind of request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Case {
    /// About how large the request's body is.
    pub(crate) bytes: usize,
    pub(crate) stream: bool,
    /// Whether the added time must stay under the limit. A body of a megabyte is shown only: to send
    /// that over one more leg alone takes as long as the machine likes.
    pub(crate) judged: bool,
}

/// A short question, a long conversation, and one with a document or a picture in it.
pub(crate) const CASES: [Case; 6] = [
    Case { bytes: 1_000, stream: false, judged: true },
    Case { bytes: 1_000, stream: true, judged: true },
    Case { bytes: 100_000, stream: false, judged: true },
    Case { bytes: 100_000, stream: true, judged: true },
    Case { bytes: 1_000_000, stream: false, judged: false },
    Case { bytes: 1_000_000, stream: true, judged: false },
];

impl Case {
    pub(crate) fn size(&self) -> &'static str {
        match self.bytes {
            ..10_000 => "1 kB",
            10_000..500_000 => "100 kB",
            _ => "1 MB",
        }
    }
}
