//! Server-sent events, as the WHATWG standard reads them.
//!
//! Two things differ from a browser. An event whose data is empty is dropped even if it has a
//! `data` line: it means nothing in any dialect, and some proxies send it to keep a connection
//! alive. And a line `error: {…}`, which older llama.cpp servers write in place of a `data` line,
//! is a record of its own named `error`.

use std::fmt;

use bytes::Bytes;
use osier_core::Error;
use osier_core::adapter::Record;

use super::lines::{LineEnd, Lines};
use crate::pieces::Pieces;

pub(super) struct Sse {
    lines: Lines,
    max_record: usize,
    event: Bytes,
    /// The data lines of the event that is being read.
    data: Pieces,
}

/// What a line adds.
enum Field {
    Event(Bytes),
    Data(Bytes),
    Error(Bytes),
    Nothing,
}

impl Sse {
    pub(super) fn new(max_record: usize) -> Self {
        Self {
            lines: Lines::new(LineEnd::Any, max_record),
            max_record,
            event: Bytes::new(),
            data: Pieces::None,
        }
    }

    pub(super) fn push(&mut self, bytes: Bytes) {
        self.lines.push(bytes);
    }

    pub(super) fn next_record(&mut self) -> Result<Option<Record>, Error> {
        while let Some(line) = self.lines.next_line()? {
            let record = if line.is_empty() { self.dispatch() } else { self.add(&line)? };
            if record.is_some() {
                return Ok(record);
            }
        }
        Ok(None)
    }

    pub(super) fn has_unfinished(&self) -> bool {
        self.lines.has_begun() || self.held() > 0
    }

    fn dispatch(&mut self) -> Option<Record> {
        let event = std::mem::take(&mut self.event);
        let data = std::mem::take(&mut self.data).into_bytes();
        (!data.is_empty()).then(|| Record { event: (!event.is_empty()).then_some(event), data })
    }

    fn add(&mut self, line: &Bytes) -> Result<Option<Record>, Error> {
        match field(line) {
            Field::Event(name) => self.event = name,
            Field::Data(value) => self.data.add_line(value),
            Field::Error(json) => return Ok(Some(Record::named("error", json))),
            Field::Nothing => {}
        }
        if self.held() > self.max_record {
            (self.event, self.data) = (Bytes::new(), Pieces::None);
            return Err(self.lines.give_up());
        }
        Ok(None)
    }

    fn held(&self) -> usize {
        self.event.len() + self.data.len()
    }
}

/// Reads a line that is not blank. A comment is a line whose field has no name.
fn field(line: &Bytes) -> Field {
    let name_end = memchr::memchr(b':', line).unwrap_or(line.len());
    let mut value = line.slice(name_end..);
    let _colon = value.split_to(value.len().min(1));
    if value.starts_with(b" ") {
        let _space = value.split_to(1);
    }
    match line.get(..name_end) {
        Some(b"data") => Field::Data(value),
        Some(b"event") => Field::Event(value),
        Some(b"error") if value.starts_with(b"{") => Field::Error(value),
        _ => Field::Nothing,
    }
}

impl fmt::Debug for Sse {
    /// Sizes instead of content.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sse")
            .field("lines", &self.lines)
            .field("held_bytes", &self.held())
            .finish_non_exhaustive()
    }
}
