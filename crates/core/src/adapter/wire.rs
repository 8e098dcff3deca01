//! What goes over the wire, in plain data.

use std::fmt;

use bytes::Bytes;

use crate::{Request, Secret};

/// What an adapter may know of a call besides its bytes.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    /// The request that is answered.
    pub request: &'a Request,
    /// The identity of the request, for dialects whose answers have none.
    pub id: &'a str,
    /// Seconds since 1970, for dialects whose answers carry no time.
    pub unix_time: u64,
}

/// The HTTP method of a wire request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Sends a body.
    Post,
}

/// A request, ready for the wire. A body is always JSON.
#[derive(Clone)]
#[non_exhaustive]
pub struct WireRequest {
    /// The method.
    pub method: Method,
    /// The whole URL.
    pub url: String,
    /// Header names in lower case, with values that never show themselves.
    pub headers: Vec<(&'static str, Secret)>,
    /// The body; empty for `Get`.
    pub body: Bytes,
}

impl WireRequest {
    /// A request with a JSON body.
    #[must_use]
    pub fn post(url: impl Into<String>, body: Bytes) -> Self {
        Self { method: Method::Post, url: url.into(), headers: Vec::new(), body }
    }

    /// A request without a body.
    #[must_use]
    pub fn get(url: impl Into<String>) -> Self {
        Self { method: Method::Get, url: url.into(), headers: Vec::new(), body: Bytes::new() }
    }

    /// Adds a header; `name` in lower case.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<Secret>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

impl fmt::Debug for WireRequest {
    /// Sizes instead of content, and no query: some providers put keys there.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = self.url.split('?').next().unwrap_or_default();
        f.debug_struct("WireRequest")
            .field("method", &self.method)
            .field("url", &url)
            .field("headers", &self.headers)
            .field("body_bytes", &self.body.len())
            .finish()
    }
}

/// How a streamed body is cut into records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// Server-sent events.
    Sse,
    /// One JSON object per line.
    Ndjson,
}

/// One record of a streamed body.
#[derive(Clone, PartialEq, Eq)]
pub struct Record {
    /// The name of a server-sent event, if it has one.
    pub event: Option<Bytes>,
    /// Its data: for server-sent events the `data` lines, joined by line feeds.
    pub data: Bytes,
}

impl Record {
    /// A record without a name.
    #[must_use]
    pub fn data(data: impl Into<Bytes>) -> Self {
        Self { event: None, data: data.into() }
    }

    /// A record with a name.
    #[must_use]
    pub fn named(event: impl Into<Bytes>, data: impl Into<Bytes>) -> Self {
        Self { event: Some(event.into()), data: data.into() }
    }
}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Record")
            .field("event", &self.event)
            .field("data_bytes", &self.data.len())
            .finish()
    }
}
