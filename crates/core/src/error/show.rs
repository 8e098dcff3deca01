//! What an error shows of itself: kinds, names and numbers, never content.

use std::fmt;

use super::Error;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.kind.phrase())?;
        if let Some(limit) = self.0.limit {
            write!(f, " (limit: {limit})")?;
        }
        if let Some(param) = &self.0.param {
            write!(f, ": `{param}`")?;
        }
        if let Some(note) = &self.0.note {
            write!(f, ": {note}")?;
        }
        match (self.0.status, &self.0.code) {
            (Some(status), Some(code)) => write!(f, " (status {status}, code {code})"),
            (Some(status), None) => write!(f, " (status {status})"),
            (None, Some(code)) => write!(f, " (code {code})"),
            (None, None) => Ok(()),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("delivery", &self.0.delivery)
            .field("status", &self.0.status)
            .field("code", &self.0.code)
            .field("param", &self.0.param)
            .field("limit", &self.0.limit)
            .field("note", &self.0.note)
            .field("retry_after", &self.0.retry_after)
            .field("attempts", &self.0.attempts)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_ref().map(|source| &**source as _)
    }
}
