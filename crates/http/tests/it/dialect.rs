//! The smallest dialect: Osier's own, unchanged.

use std::collections::VecDeque;

use bytes::Bytes;
use osier_core::adapter::{Call, Failure, Framing, Record, WireRequest};
use osier_core::{Adapter, Completion, Error, ErrorKind, Event, Request, StreamDecoder};

pub(crate) const KEY: &str = "sk-very-secret";

pub(crate) struct Plain {
    pub(crate) base_url: String,
    pub(crate) framing: Framing,
    pub(crate) key: String,
}

impl Plain {
    pub(crate) fn at(base_url: &str) -> Self {
        Self { base_url: base_url.into(), framing: Framing::Sse, key: KEY.into() }
    }
}

impl Adapter for Plain {
    type Decoder = Reader;

    fn id(&self) -> &'static str {
        "plain"
    }

    fn framing(&self) -> Framing {
        self.framing
    }

    fn encode(&self, request: &Request) -> Result<WireRequest, Error> {
        let url = format!("{}/chat?key={KEY}", self.base_url);
        let key = format!("Bearer {}", self.key);
        Ok(WireRequest::post(url, request.to_bytes()).header("authorization", key))
    }

    fn decode(&self, _: &Call<'_>, body: Bytes) -> Result<Completion, Error> {
        Completion::parse(body)
    }

    fn decoder(&self, _: &Call<'_>) -> Reader {
        Reader::default()
    }

    fn classify(&self, failure: &Failure<'_>) -> Error {
        let message = String::from_utf8_lossy(failure.body);
        failure.error(failure.kind_by_status()).with_provider_message(&message)
    }

    fn probe(&self) -> WireRequest {
        WireRequest::get(format!("{}/models", self.base_url))
    }
}

#[derive(Default)]
pub(crate) struct Reader {
    complete: bool,
    done: bool,
}

impl StreamDecoder for Reader {
    fn decode(&mut self, record: Record, out: &mut VecDeque<Event>) -> Result<(), Error> {
        if record.event.is_some_and(|name| name == "error") {
            return Err(Error::new(ErrorKind::Server));
        }
        if record.data.starts_with(b"{\"error\"") {
            return Err(Error::new(ErrorKind::Malformed).with_code("tool_use_failed"));
        }
        if record.data == "[DONE]" {
            self.done = true;
            return Ok(());
        }
        let event = Event::parse(record.data)?;
        self.complete |= event.finish_reason().is_some();
        out.push_back(event);
        Ok(())
    }

    fn is_complete(&self) -> bool {
        self.complete
    }

    fn is_done(&self) -> bool {
        self.done
    }
}
