//! Cutting a streamed body into records, without any IO.
//!
//! Bytes go in as they arrive, in pieces of any size; records come out. Where the pieces were cut
//! never shows. The time is linear in the bytes, and a record that lies in one piece is a slice of
//! that piece, not a copy.

mod lines;
mod ndjson;
mod sse;
#[cfg(test)]
mod tests;

use bytes::Bytes;
use osier_core::adapter::{Framing, Record};
use osier_core::{Error, ErrorKind};

use ndjson::Ndjson;
use sse::Sse;

/// The largest record by default, 16 MiB: no provider sends events near that size, and one that
/// never ends must not take the memory of the process.
pub const DEFAULT_MAX_RECORD: usize = 16 * 1024 * 1024;

/// Cuts one body into records.
///
/// ```
/// use osier_core::adapter::{Framing, Record};
/// use osier_http::framing::Framer;
///
/// let mut framer = Framer::new(Framing::Sse);
/// framer.push("data: {\"a\"".into());
/// assert_eq!(framer.next_record()?, None);
/// framer.push(":1}\n\n".into());
/// assert_eq!(framer.next_record()?, Some(Record::data("{\"a\":1}")));
/// # Ok::<(), osier_core::Error>(())
/// ```
#[derive(Debug)]
pub struct Framer(Kind);

#[derive(Debug)]
enum Kind {
    Sse(Sse),
    Ndjson(Ndjson),
}

impl Framer {
    /// A framer for one body, with the default bound on a record.
    #[must_use]
    pub fn new(framing: Framing) -> Self {
        Self::with_max_record(framing, DEFAULT_MAX_RECORD)
    }

    /// A framer that holds at most about `max_record` bytes, of a record or of a line.
    #[must_use]
    pub fn with_max_record(framing: Framing, max_record: usize) -> Self {
        Self(match framing {
            Framing::Sse => Kind::Sse(Sse::new(max_record)),
            Framing::Ndjson => Kind::Ndjson(Ndjson::new(max_record)),
        })
    }

    /// Adds the next bytes of the body. Take out all records before adding more: what is left is
    /// kept, but copied.
    pub fn push(&mut self, bytes: Bytes) {
        match &mut self.0 {
            Kind::Sse(sse) => sse.push(bytes),
            Kind::Ndjson(ndjson) => ndjson.push(bytes),
        }
    }

    /// The next whole record; `None` until more bytes come.
    ///
    /// # Errors
    ///
    /// [`Malformed`](ErrorKind::Malformed) once a record exceeds the bound. The rest of the body
    /// means nothing then, and no further record comes.
    pub fn next_record(&mut self) -> Result<Option<Record>, Error> {
        match &mut self.0 {
            Kind::Sse(sse) => sse.next_record(),
            Kind::Ndjson(ndjson) => ndjson.next_record(),
        }
    }

    /// To be asked when the body has ended and all records are taken: the record that the end
    /// itself completes. A server-sent event is complete at its blank line only; a JSON line needs
    /// no line end.
    pub fn finish(&mut self) -> Option<Record> {
        match &mut self.0 {
            Kind::Sse(_) => None,
            Kind::Ndjson(ndjson) => ndjson.finish(),
        }
    }

    /// Whether a record has begun and is not complete: a body that ends here was cut inside it.
    #[must_use]
    pub fn has_unfinished(&self) -> bool {
        match &self.0 {
            Kind::Sse(sse) => sse.has_unfinished(),
            Kind::Ndjson(ndjson) => ndjson.has_unfinished(),
        }
    }
}

fn too_large(max: usize) -> Error {
    Error::new(ErrorKind::Malformed)
        .with_note(format!("an event of the stream is larger than {max} bytes"))
}
