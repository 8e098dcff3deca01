//! Lines, whatever pieces they come in.

use std::fmt;

use bytes::{Buf, Bytes};
use osier_core::Error;

use super::too_large;
use crate::pieces::Pieces;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// What ends a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LineEnd {
    /// CR LF, LF, or a CR alone.
    Any,
    /// LF; a CR before it belongs to it.
    Lf,
}

/// Splits bytes into lines. Each byte is searched once and copied at most once.
pub(super) struct Lines {
    ends: LineEnd,
    max: usize,
    /// What was pushed and not looked at yet.
    chunk: Bytes,
    /// The beginning of a line whose end has not come.
    begun: Pieces,
    /// The last line ended with a CR: an LF right after it is part of that end.
    after_cr: bool,
    at_start: bool,
    broken: bool,
}

impl Lines {
    pub(super) fn new(ends: LineEnd, max: usize) -> Self {
        Self {
            ends,
            max,
            chunk: Bytes::new(),
            begun: Pieces::None,
            after_cr: false,
            at_start: true,
            broken: false,
        }
    }

    pub(super) fn push(&mut self, bytes: Bytes) {
        if self.broken {
            return;
        }
        if self.chunk.is_empty() {
            self.chunk = bytes;
        } else {
            self.chunk = [&*self.chunk, &*bytes].concat().into();
        }
    }

    /// The next line without its end. After an error there is no further line.
    pub(super) fn next_line(&mut self) -> Result<Option<Bytes>, Error> {
        if self.broken {
            return Ok(None);
        }
        self.skip_second_half_of_end();
        let end = self.find_end();
        if self.begun.len() + end.unwrap_or(self.chunk.len()) > self.max {
            return Err(self.give_up());
        }
        let Some(end) = end else {
            self.begun.add(std::mem::take(&mut self.chunk));
            return Ok(None);
        };
        let line = self.take_until(end);
        self.after_cr = self.chunk.first() == Some(&b'\r');
        self.chunk.advance(1);
        Ok(Some(self.trimmed(line)))
    }

    /// What came after the last line end.
    pub(super) fn finish(&mut self) -> Bytes {
        let rest = self.take_until(self.chunk.len());
        self.trimmed(rest)
    }

    /// Whether something came after the last line end. (The second half of a line end is nothing.)
    pub(super) fn has_begun(&self) -> bool {
        let rest = match self.chunk.first() {
            Some(b'\n') if self.after_cr => self.chunk.len() - 1,
            _ => self.chunk.len(),
        };
        self.begun.len() + rest > 0
    }

    /// Forgets everything; the rest of the body means nothing.
    pub(super) fn give_up(&mut self) -> Error {
        self.broken = true;
        self.chunk.clear();
        self.begun = Pieces::None;
        too_large(self.max)
    }

    fn skip_second_half_of_end(&mut self) {
        if self.chunk.is_empty() || !std::mem::take(&mut self.after_cr) {
            return;
        }
        if self.chunk.first() == Some(&b'\n') {
            self.chunk.advance(1);
        }
    }

    fn find_end(&self) -> Option<usize> {
        match self.ends {
            LineEnd::Any => memchr::memchr2(b'\n', b'\r', &self.chunk),
            LineEnd::Lf => memchr::memchr(b'\n', &self.chunk),
        }
    }

    /// What has begun, and the chunk up to `end`: a slice if it lies in one chunk.
    fn take_until(&mut self, end: usize) -> Bytes {
        let mut line = std::mem::take(&mut self.begun);
        line.add(self.chunk.split_to(end));
        line.into_bytes()
    }

    fn trimmed(&mut self, mut line: Bytes) -> Bytes {
        if std::mem::take(&mut self.at_start) && line.starts_with(BYTE_ORDER_MARK) {
            line.advance(BYTE_ORDER_MARK.len());
        }
        if self.ends == LineEnd::Lf && line.ends_with(b"\r") {
            line.truncate(line.len() - 1);
        }
        line
    }
}

impl fmt::Debug for Lines {
    /// Sizes instead of content.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lines")
            .field("ends", &self.ends)
            .field("pending_bytes", &(self.chunk.len() + self.begun.len()))
            .field("broken", &self.broken)
            .finish_non_exhaustive()
    }
}
