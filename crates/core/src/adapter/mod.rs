//! Between the dialect of Osier and that of a provider, without any IO.
//!
//! An [`Adapter`] turns a request into bytes for the wire and an answer back into the dialect; its
//! [`StreamDecoder`] does so record by record. Neither opens a socket, reads a clock or keeps state
//! between requests, so golden files and fuzzing cover them entirely.

mod base_url;
mod failure;
mod headers;
mod mask;
mod overflow;
mod shown;
pub mod translate;
mod wire;

use std::collections::VecDeque;

use bytes::Bytes;

pub use base_url::BaseUrl;
pub use failure::Failure;
pub use headers::{ContentType, HeaderFacts};
pub use mask::mask;
pub use overflow::is_context_overflow;
pub use shown::shown;
pub use wire::{Call, Framing, Method, Record, WireRequest};

use crate::{Completion, Error, Event, Request};

/// Speaks one provider's dialect.
///
/// What the dialect cannot say is an [`Unsupported`](crate::ErrorKind::Unsupported) error that names
/// the field, so that the request can go elsewhere. Nothing is dropped in silence.
pub trait Adapter: Send + Sync + 'static {
    /// Reads the streamed answers of this dialect.
    type Decoder: StreamDecoder;

    /// The provider's name, in lower case.
    fn id(&self) -> &str;

    /// How the provider cuts a streamed body into records.
    fn framing(&self) -> Framing;

    /// Writes the request for the wire.
    ///
    /// # Errors
    ///
    /// `Unsupported` naming what the dialect cannot say; `InvalidRequest` for what is wrong
    /// everywhere.
    fn encode(&self, request: &Request) -> Result<WireRequest, Error>;

    /// Reads a whole answer that came with a success status.
    ///
    /// # Errors
    ///
    /// What the body really is, if it is no answer: an error the provider sent with status 200, or
    /// `Malformed`.
    fn decode(&self, call: &Call<'_>, body: Bytes) -> Result<Completion, Error>;

    /// A reader for the streamed answer to this call.
    fn decoder(&self, call: &Call<'_>) -> Self::Decoder;

    /// What an answer without success status means.
    fn classify(&self, failure: &Failure<'_>) -> Error;

    /// A free request whose success says that the provider is alive.
    fn probe(&self) -> WireRequest;
}

/// Reads one streamed answer, record by record.
pub trait StreamDecoder: Send + Unpin + 'static {
    /// Takes the next record and adds the events it holds, in order, to `out`.
    ///
    /// # Errors
    ///
    /// What the provider reports in its stream, or `Malformed`. The answer is over then; nothing is
    /// skipped.
    fn decode(&mut self, record: Record, out: &mut VecDeque<Event>) -> Result<(), Error>;

    /// Whether every choice that was asked for or begun has its finish reason: if the body ends now,
    /// that is a normal end. Never after an error.
    fn is_complete(&self) -> bool;

    /// Whether the provider's terminator was seen: nothing that matters follows. Only an answer that
    /// is complete is done.
    fn is_done(&self) -> bool;
}
