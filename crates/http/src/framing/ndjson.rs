//! One JSON object per line.

use bytes::Bytes;
use osier_core::Error;
use osier_core::adapter::Record;

use super::lines::{LineEnd, Lines};

/// A line is a record; blank lines are nothing.
#[derive(Debug)]
pub(super) struct Ndjson(Lines);

impl Ndjson {
    pub(super) fn new(max_record: usize) -> Self {
        Self(Lines::new(LineEnd::Lf, max_record))
    }

    pub(super) fn push(&mut self, bytes: Bytes) {
        self.0.push(bytes);
    }

    pub(super) fn next_record(&mut self) -> Result<Option<Record>, Error> {
        while let Some(line) = self.0.next_line()? {
            if let Some(record) = record(line) {
                return Ok(Some(record));
            }
        }
        Ok(None)
    }

    pub(super) fn finish(&mut self) -> Option<Record> {
        record(self.0.finish())
    }

    pub(super) fn has_unfinished(&self) -> bool {
        self.0.has_begun()
    }
}

fn record(line: Bytes) -> Option<Record> {
    (!line.trim_ascii().is_empty()).then(|| Record::data(line))
}
